"""LocalStack's Step Functions in host mode, made fit for tests.

Everything outside Step Functions is answered by a session: an HTTP server in the test (session.ts). The role ARN of a
state machine names the session, `arn:aws:iam::000000000000:role/PORT-UUID`, so several tests share one interpreter.

- Time is virtual. All executions of a session share a clock that stands still while any of them works. When all of
  them wait, the session says to which instant it moves: the next deadline, or an earlier event of the test.
- Lambda functions, and every other service but Step Functions itself, are called in the session.
- Corrected, because AWS does otherwise: an expression that fails is `States.QueryEvaluationError`; strings with quotes,
  backslashes or characters outside the BMP survive in JSONata; a Timestamp keeps its fraction and is not read as local time.
"""
import contextvars
import datetime
import functools
import http.client
import json
import math
import os
import re
import threading
import types

import boto3
import twisted.internet.endpoints as endpoints
from botocore.config import Config

_listen = endpoints.TCP4ServerEndpoint
endpoints.TCP4ServerEndpoint = lambda reactor, port, **options: _listen(
    reactor, port, **{"interface": "127.0.0.1", **options}
)

SESSION = contextvars.ContextVar("session", default=None)


class Session:
    """The clock of the executions that share a role, and the way to the test that owns them."""

    _all = {}

    @classmethod
    def of(cls, role_arn):
        name = role_arn.rsplit("/", 1)[1]
        if name not in cls._all:
            cls._all[name] = cls(int(name.split("-")[0]))
        return cls._all[name]

    def __init__(self, port):
        self.port = port
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.gate = threading.Lock()  # closed while the clock moves
        self.busy = 0
        self.executions = 0
        self.ended = 0
        self.sleepers = set()
        self.parents = set()
        self.now = self.ask("/clock", {})["now"]
        threading.Thread(target=self._move, daemon=True).start()

    def ask(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            return json.loads(response.read()) | {"status": response.status}
        finally:
            connection.close()

    def datetime(self):
        return datetime.datetime.fromtimestamp(self.now / 1000, datetime.UTC)

    def enter(self):
        with self.lock:
            self.busy += 1
            self.changed.notify_all()

    def leave(self):
        with self.lock:
            self.busy -= 1
            self.changed.notify_all()

    def wait(self, event, seconds):
        """Blocks the calling thread, which has entered, until `event` is set or `seconds` of virtual time are over."""
        sleeper = Sleeper(math.inf if seconds is None else self.now + max(0, round(seconds * 1000)))
        with self.lock:
            if event.is_set():
                return True
            event.sleepers.append(sleeper)
            self.sleepers.add(sleeper)
            self.leave()
        sleeper.awake.wait()
        with self.gate:
            return sleeper.in_time

    def wake(self, sleeper, in_time):
        if sleeper in self.sleepers:
            self.sleepers.remove(sleeper)
            sleeper.in_time = in_time
            self.enter()
            sleeper.awake.set()

    def _move(self):
        while True:
            with self.lock:
                self.changed.wait_for(lambda: self.busy == 0 and self.executions > 0)
            with self.gate:
                due = min(sleeper.due for sleeper in self.sleepers)  # there is one: every Task has a time-out
                try:
                    answer = self.ask("/clock", {"due": due})
                except OSError:
                    return  # the test is over
                with self.lock:
                    self.now = max(self.now, answer["now"])
                    for sleeper in [sleeper for sleeper in self.sleepers if sleeper.due <= self.now]:
                        self.wake(sleeper, False)

    def begin(self, start):
        with self.lock:  # the clock must not move between the two
            self.executions += 1
            contextvars.copy_context().run(lambda: (SESSION.set(self), start()))

    def end(self, execution_arn):
        self.ask("/ended", {"executionArn": execution_arn})
        with self.lock:
            self.executions -= 1
            self.ended += 1
            for event in self.parents:
                event.set()
            self.parents.clear()

    def wait_for_child(self):
        """Blocks until an execution of the session has ended that had not when the calling thread started."""
        thread = threading.current_thread()
        event = ClockEvent()
        with self.lock:
            if self.ended > thread.seen:
                thread.seen = self.ended
                return
            self.parents.add(event)
        event.wait()


class Sleeper:
    def __init__(self, due):
        self.due, self.awake, self.in_time = due, threading.Event(), False


class ClockEvent(threading.Event):
    def __init__(self):
        super().__init__()
        self.session = SESSION.get()
        self.sleepers = []

    def wait(self, timeout=None):
        return self.session.wait(self, timeout) if self.session else super().wait(timeout)

    def set(self):
        super().set()
        if self.session:
            with self.session.lock:
                for sleeper in self.sleepers:
                    self.session.wake(sleeper, True)
                self.sleepers.clear()


class ClockThread(threading.Thread):
    """A thread of an execution: while it runs, the clock of its session stands still."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.context = contextvars.copy_context()
        self.session = SESSION.get()
        self.over = ClockEvent()

    def start(self):
        self.seen = self.session.ended
        self.session.enter()
        super().start()

    def run(self):
        with self.session.gate:
            pass
        try:
            self.context.run(super().run)
        finally:
            self.over.set()
            self.session.leave()

    def join(self, timeout=None):
        self.over.wait(timeout)

    def is_alive(self):
        return self._started.is_set() and not self.over.is_set()


def sleep(seconds):
    ClockEvent().wait(seconds)


threading_on_the_clock = types.SimpleNamespace(**vars(threading) | {"Event": ClockEvent, "Thread": ClockThread})

# --- The corrections to JSONata, before any module imports it by name.

import localstack.services.stepfunctions.asl.jsonata.jsonata as jsonata
from localstack.services.stepfunctions.asl.utils.encoding import to_json_str

jsonata.encode_jsonata_variable_declarations = lambda bindings: "".join(
    f"{name}:={to_json_str(value)};" for name, value in bindings.items()
)

from localstack.aws.api.stepfunctions import EvaluationFailedEventDetails, HistoryEventType
from localstack.services.stepfunctions.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from localstack.services.stepfunctions.asl.component.common.error_name.states_error_name import StatesErrorName
from localstack.services.stepfunctions.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from localstack.services.stepfunctions.asl.eval.event.event_detail import EventDetails

import localstack.services.stepfunctions.asl.component.common.string.string_expression as string_expression

BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


def _escaped(character):
    code = ord(character.group()) - 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _evaluate(expression):
    """The value in a list, or an empty list where there is none: null is a value, undefined is not."""
    now = SESSION.get().now
    text = datetime.datetime.fromtimestamp(now / 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{now % 1000:03d}Z"
    result = jsonata.eval_jsonata_expression(
        f"($millis:=function(){{{now}}};$now:=function(){{'{text}'}};$result__:={BEYOND_BMP.sub(_escaped, expression)};"
        "$type($result__)='function'?{'function':true}:{'value':$result__})"
    )
    if "function" in result:
        raise jsonata.JSONataException("UNKNOWN", "it returned an unsupported result type")
    return [result["value"]] if "value" in result else []


def _eval_jsonata_string(self, env):
    references = jsonata.extract_jsonata_variable_references(self.expression)
    declarations = [
        string_expression.get_intrinsic_functions_declarations(variable_references=references),
        env.states.to_variable_declarations(variable_references=references),
        env.variable_store.get_variable_declarations(),
    ]
    try:
        found = _evaluate(jsonata.compose_jsonata_expression(self.expression, declarations))
        if not found:
            raise jsonata.JSONataException("UNKNOWN", "it returned nothing (undefined)")
    except jsonata.JSONataException as error:
        name = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
        details = EvaluationFailedEventDetails(
            error=name.error_name, cause=f"The JSONata expression '{self.expression}' failed: {error.details}"
        )
        event = EventDetails(evaluationFailedEventDetails=details)
        env.event_manager.add_event(
            context=env.event_history_context, event_type=HistoryEventType.EvaluationFailed, event_details=event
        )
        raise FailureEventException(
            FailureEvent(
                env=env, error_name=name, event_type=HistoryEventType.EvaluationFailed, event_details=event
            )
        ) from error
    env.stack.append(found[0])


string_expression.StringJSONata._eval_body = _eval_jsonata_string

# --- The services, before any module imports their clients by name.

import localstack.services.stepfunctions.asl.utils.boto_client as boto_client


def _client(service, endpoint):
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            read_timeout=900,
            max_pool_connections=200,
        ),
    )


@functools.lru_cache
def _step_functions():
    return _client("stepfunctions", "http://" + os.environ["GATEWAY_LISTEN"])


@functools.lru_cache
def _lambda():
    client = _client("lambda", "http://lambda.invalid")

    def to_session(request, **_):
        session = SESSION.get()
        request.url = request.url.replace("http://lambda.invalid", f"http://127.0.0.1:{session.port}")

    def take_its_time(parsed, **_):
        delay = parsed["ResponseMetadata"]["HTTPHeaders"].get("x-delay-seconds")
        if delay:
            sleep(None if delay == "never" else float(delay))

    client.meta.events.register("before-send.lambda.Invoke", to_session)
    client.meta.events.register("after-call.lambda.Invoke", take_its_time)
    return client


class _InSession:
    """Any other service: its action is a POST to the session, which answers with the result or `{error, cause}`."""

    def __init__(self, service):
        self.service = service

    def __getattr__(self, action):
        def call(**parameters):
            answer = SESSION.get().ask(f"/services/{self.service}/{action}", parameters)
            if answer.pop("status") != 200:
                raise RuntimeError(answer.get("cause"))
            return answer

        return call


def _client_for(service, region, state_credentials):
    if service == "stepfunctions":
        return _step_functions()
    return _lambda() if service == "lambda" else _InSession(service)


boto_client.boto_client_for = _client_for

# --- The clock.

import localstack.services.stepfunctions.asl.component.eval_component as eval_component
import localstack.services.stepfunctions.asl.component.common.retry.retrier_decl as retrier
import localstack.services.stepfunctions.asl.component.program.program as program
import localstack.services.stepfunctions.asl.component.state.state as state
import localstack.services.stepfunctions.asl.component.state.state_execution.execute_state as execute_state
import localstack.services.stepfunctions.asl.component.state.state_execution.state_map.iteration.inline_iteration_component as inline_iteration
import localstack.services.stepfunctions.asl.component.state.state_execution.state_map.iteration.job as job
import localstack.services.stepfunctions.asl.component.state.state_execution.state_parallel.branch_worker as branch_worker
import localstack.services.stepfunctions.asl.component.state.state_execution.state_parallel.branches_decl as branches
import localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.state_task_service_callback as task_callback
import localstack.services.stepfunctions.asl.component.state.state_wait.wait_function.timestamp as timestamp
import localstack.services.stepfunctions.asl.component.state.state_wait.wait_function.wait_function as wait_function
import localstack.services.stepfunctions.asl.eval.callback.callback as callback
import localstack.services.stepfunctions.asl.eval.environment as environment
import localstack.services.stepfunctions.asl.eval.event.event_manager as event_manager
import localstack.services.stepfunctions.asl.parse.asl_parser as asl_parser
import localstack.services.stepfunctions.backend.execution as execution
import localstack.services.stepfunctions.backend.execution_worker as execution_worker

for module in (
    *(execute_state, inline_iteration, job, branch_worker, branches),
    *(program, environment, task_callback),
):
    module.threading = threading_on_the_clock
execute_state.Thread = execution_worker.Thread = ClockThread
callback.Event = ClockEvent
retrier.time = types.SimpleNamespace(sleep=sleep)
task_callback.time = types.SimpleNamespace(sleep=lambda _: SESSION.get().wait_for_child())
wait_function.WaitFunction._wait_interval = lambda self, env, wait_seconds: env.program_state_event.wait(wait_seconds)
event_manager.EventManager._get_current_timestamp = staticmethod(lambda: SESSION.get().datetime())
state.datetime = types.SimpleNamespace(
    UTC=datetime.UTC, datetime=types.SimpleNamespace(now=lambda tz: SESSION.get().datetime())
)


def _seconds_until(self, env):
    self.string.eval(env=env)
    text = env.stack.pop()
    if self._from_timestamp_string(text) is None:
        raise FailureEventException(self._create_failure_event(env, text))
    due = datetime.datetime.fromisoformat(text).timestamp() * 1000
    return math.ceil(max(0, due - SESSION.get().now)) / 1000


timestamp.Timestamp._get_wait_seconds = _seconds_until

_environment = execution_worker.ExecutionWorker._get_evaluation_environment


def _environment_at_virtual_time(self):
    self._evaluation_details.execution_details.start_time = execution.Execution._to_serialized_date(
        SESSION.get().datetime()
    )
    return _environment(self)


execution_worker.ExecutionWorker._get_evaluation_environment = _environment_at_virtual_time

_start, _run = execution_worker.ExecutionWorker.start, execution_worker.ExecutionWorker._execution_logic


def _start_in_session(self):
    session = Session.of(self._evaluation_details.aws_execution_details.role_arn)
    session.begin(lambda: _start(self))


def _run_in_session(self):
    try:
        _run(self)
    finally:
        SESSION.get().end(self._evaluation_details.execution_details.arn)


def _run_at_once(self):
    """Express: the thread of the request waits, in real time, for a thread on the clock."""
    session = Session.of(self._evaluation_details.aws_execution_details.role_arn)
    done = threading.Event()

    def run():
        try:
            self._execution_logic()
        finally:
            done.set()

    session.begin(lambda: ClockThread(target=run, daemon=True).start())
    done.wait()


execution_worker.ExecutionWorker.start = _start_in_session
execution_worker.ExecutionWorker._execution_logic = _run_in_session
execution_worker.SyncExecutionWorker.start = _run_at_once

# --- What costs time and serves nobody: parsing a definition three times for each execution, events to EventBridge,
# and a log line with its whole source for each failure.

asl_parser.AmazonStateLanguageParser.parse = functools.lru_cache(asl_parser.AmazonStateLanguageParser.parse)
execution.Execution.publish_execution_status_change_event = lambda self: None
eval_component.EvalComponent._log_failure_event_exception = lambda self, failure_event_exception: None
eval_component.EvalComponent._log_exception = lambda self, exception: None

from localstack.runtime.main import main

main()

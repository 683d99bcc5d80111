import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { asLambdaError } from '../../../asl/lambda/handlers.ts';

/** An activity as a Lambda function: called with the Task's arguments, it returns the result or throws. */
export type Handler = (input: never) => unknown;

/** One call of an activity, or of another service's action (`sqs:sendMessage`), as the machine made it. */
export interface Call {
  activity: string;
  input: unknown;
}

/** How an execution ended. `states` are the names of the states it entered, in order, nested ones included. */
export interface Outcome {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output?: unknown;
  error?: string;
  cause?: string;
  states: string[];
}

/** A handler returns this to answer `seconds` of virtual time later; `never` leaves the call unanswered. */
export class Delayed {
  readonly seconds: number | 'never';
  readonly result: unknown;
  constructor(seconds: number | 'never', result: unknown = null) {
    this.seconds = seconds;
    this.result = result;
  }
}

interface Event {
  at: number;
  action: () => unknown;
}

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/**
 * Executions that run together: one virtual clock, one set of Lambda functions, one record of the calls made.
 *
 * A session is the world around the machines. It is an HTTP server that the interpreter calls: as the Lambda Invoke API
 * (`POST /2015-03-31/functions/NAME/invocations`), as any other service, and to ask to which instant the clock moves when
 * every execution waits. The clock stands still while anything works, so a test sees the same times on every machine.
 *
 * ```ts
 * const session = await Session.open(endpoint, { checkInventory: async ({ orderId }) => ({ orderId, inStock: true }) });
 * session.after(3600, () => session.sendTaskSuccess(token, { courier: 'Ann' })); // an hour into the execution
 * const outcome = await session.run(definition, { orderId: '1' });
 * expect(outcome.status).toBe('SUCCEEDED');
 * expect(session.calls).toEqual([{ activity: 'checkInventory', input: { orderId: '1' } }]);
 * await session.close();
 * ```
 */
export class Session {
  /** Every call so far, in the order in which they arrived. */
  readonly calls: Call[] = [];
  /** The Step Functions client; state machines made with it need `roleArn`, which names this session. */
  readonly client: SFNClient;

  readonly #id = randomUUID();
  #now: number;
  readonly #handlers: Record<string, Handler>;
  readonly #events: Event[] = [];
  readonly #ended = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #deployed = 0;
  readonly #machines = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #errors: string[] = [];

  private constructor(endpoint: string, handlers: Record<string, Handler>, start: number) {
    this.client = new SFNClient({ ...settings, endpoint, disableHostPrefix: true });
    this.#handlers = handlers;
    this.#now = start;
  }

  /**
   * @param endpoint the interpreter's, see `describeWithInterpreter`
   * @param handlers the Lambda functions by name; other services' actions as `sqs:sendMessage`
   * @param options.start where the clock starts; now, unless given
   */
  static async open(
    endpoint: string,
    handlers: Record<string, Handler>,
    options: { start?: Date } = {},
  ): Promise<Session> {
    const start = options.start?.getTime() ?? Date.now();
    const session = new Session(endpoint, handlers, start);
    session.#server.listen(0, '127.0.0.1');
    await once(session.#server, 'listening');
    return session;
  }

  /** Milliseconds since 1970 on the virtual clock: the `clock` of the activities behind the handlers. */
  readonly now = (): number => this.#now;

  get roleArn(): string {
    return `arn:aws:iam::000000000000:role/${(this.#server.address() as AddressInfo).port}-${this.#id}`;
  }

  /**
   * Does `action` when the clock has moved `seconds` on from now: answering a token, sending a signal, starting another
   * execution. The clock stands still until what it returns has settled, so it must not wait for an execution to end.
   */
  after(seconds: number, action: () => unknown): void {
    this.#events.push({ at: this.#now + seconds * 1000, action });
    this.#events.sort((one, other) => one.at - other.at);
  }

  /**
   * Creates a state machine. In the definition `${NAME}` becomes the ARN of the machine created under that name, or else
   * of the Lambda function with that name; the definition runs otherwise as it stands.
   *
   * @returns its ARN
   */
  async deploy(
    name: string,
    definition: string | object,
    type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
  ): Promise<string> {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const { stateMachineArn = '' } = await this.client.send(
      new CreateStateMachineCommand({
        name: `${name}-${this.#id}`,
        type,
        roleArn: this.roleArn,
        definition: text.replace(
          /\$\{(\w+)\}/g,
          (_, resource: string) =>
            this.#machines.get(resource) ?? `arn:aws:lambda:us-east-1:000000000000:function:${resource}`,
        ),
      }),
    );
    this.#machines.set(name, stateMachineArn);
    return stateMachineArn;
  }

  /** The ARN of the machine deployed under that name, if one is. */
  machineArn(name: string): string | undefined {
    return this.#machines.get(name);
  }

  /** Starts an execution of a deployed machine. @returns its ARN */
  async start(stateMachineArn: string, input: unknown, name: string): Promise<string> {
    const { executionArn = '' } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  /** Waits until an execution has ended. @throws Error when an event's action failed or a handler was missing */
  async outcome(executionArn: string): Promise<Outcome> {
    if (!this.#ended.has(executionArn)) {
      await new Promise<void>((resolve) => this.#waiting.set(executionArn, resolve));
    }
    if (this.#errors.length > 0) throw new Error(`The session failed: ${this.#errors.join('; ')}`);
    const { status, output, error, cause } = await this.client.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    return {
      status: status as Outcome['status'],
      ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      states: entered(await this.history(executionArn)),
    };
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.client }, { executionArn })) {
      events.push(...(page.events ?? []));
    }
    return events;
  }

  /** Deploys a definition, runs it once and waits for its end. The name of the execution is unique unless given. */
  async run(definition: string | object, input: unknown, options: { name?: string } = {}): Promise<Outcome> {
    const name = options.name ?? `execution-${randomUUID()}`;
    return this.outcome(
      await this.start(await this.deploy(`machine-${++this.#deployed}`, definition), input, name),
    );
  }

  /** Runs a definition as an Express machine, in one request. */
  async runExpress(definition: string | object, input: unknown): Promise<Outcome> {
    const stateMachineArn = await this.deploy(`express-${++this.#deployed}`, definition, 'EXPRESS');
    const { status, output, error, cause } = await this.client.send(
      new StartSyncExecutionCommand({
        stateMachineArn,
        name: `execution-${randomUUID()}`,
        input: JSON.stringify(input),
      }),
    );
    return {
      status: status as Outcome['status'],
      ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      states: [],
    };
  }

  async sendTaskSuccess(taskToken: string, output: unknown): Promise<void> {
    await this.client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
  }

  async sendTaskFailure(taskToken: string, failure: { error: string; cause: string }): Promise<void> {
    await this.client.send(new SendTaskFailureCommand({ taskToken, ...failure }));
  }

  async sendTaskHeartbeat(taskToken: string): Promise<void> {
    await this.client.send(new SendTaskHeartbeatCommand({ taskToken }));
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    this.client.destroy();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await json(request).catch(() => ({}));
    const lambda = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path)?.[1];
    const [, service, action] = /^\/services\/(\w+)\/(\w+)$/.exec(path) ?? [];

    if (lambda) await this.#invoke(functionName(decodeURIComponent(lambda)), body, response);
    else if (service && action) await this.#serve(`${service}:${camelCase(action)}`, body, response);
    else if (path === '/ended')
      reply(response, 200, this.#end((body as { executionArn: string }).executionArn));
    else reply(response, 200, await this.#moveClock((body as { due?: number }).due));
  }

  #end(executionArn: string): object {
    this.#ended.add(executionArn);
    this.#waiting.get(executionArn)?.();
    return {};
  }

  /** Moves to the next event or to `due`, whichever is first; without `due` it only tells the time. */
  async #moveClock(due?: number): Promise<{ now: number }> {
    const event = this.#events[0];
    if (due !== undefined && event && event.at <= due) {
      this.#events.shift();
      this.#now = Math.max(this.#now, event.at);
      try {
        await event.action();
      } catch (error) {
        this.#errors.push(String(error));
      }
    } else if (due !== undefined) this.#now = Math.max(this.#now, due);
    return { now: this.#now };
  }

  async #invoke(name: string, input: unknown, response: ServerResponse): Promise<void> {
    try {
      const result = await this.#call(name, input);
      if (result instanceof Delayed) response.setHeader('X-Delay-Seconds', result.seconds);
      reply(response, 200, (result instanceof Delayed ? result.result : result) ?? null);
    } catch (error) {
      response.setHeader('X-Amz-Function-Error', 'Unhandled');
      reply(response, 200, reportOf(error));
    }
  }

  async #serve(name: string, input: unknown, response: ServerResponse): Promise<void> {
    try {
      reply(response, 200, (await this.#call(name, input)) ?? {});
    } catch (error) {
      reply(response, 500, { cause: messageOf(error) });
    }
  }

  #call(name: string, input: unknown): unknown {
    this.calls.push({ activity: name, input });
    const handler = this.#handlers[name];
    if (!handler) {
      this.#errors.push(`it has no handler named ${name}`);
      throw new Error(`No handler named ${name}`);
    }
    return handler(input as never);
  }
}

/** What Lambda reports of an error that a handler throws. */
function reportOf(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  const reported = asLambdaError(error);
  if (!(reported instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: [] };
  const { name, message, stack = '' } = reported;
  return { errorType: name, errorMessage: message, trace: stack.split('\n') };
}

function entered(history: HistoryEvent[]): string[] {
  return history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** A function is called by its name or by its ARN, with or without a qualifier. */
function functionName(nameOrArn: string): string {
  return nameOrArn.split(':')[6] ?? nameOrArn;
}

function camelCase(action: string): string {
  return action.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

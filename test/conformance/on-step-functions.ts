import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { FulfilmentOrder } from '../../activities/fulfilment.ts';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { preparationLimit } from '../../activities/preparation-limit.ts';
import { createHandlers } from '../../asl/lambda/handlers.ts';
import { createMailboxActivities } from '../../asl/lambda/mailbox.ts';
import { stepFunctionsTokens } from '../../asl/lambda/task-tokens.ts';
import { processes, type ProcessName } from '../../client/processes.ts';
import { connectStore } from '../../store/store.ts';
import { databaseUri } from '../setup/isolation.ts';
import { deployProcess } from './definitions.ts';
import { type Handler, type Outcome, Session } from './interpreter/session.ts';
import { millisecondsAfterStart, type Scenario, type Setting } from './scenario.ts';
import {
  businessCalls,
  type Ending,
  Outbox,
  REFUSED_BOOKS,
  reset,
  type Result,
  SIMULATED_FAILURE_RATE,
  snapshot,
} from './world.ts';

/** Runs scenarios on the Step Functions interpreter: the exported definitions as they are, the Lambda handlers behind them. */
export async function stepFunctionsEngine(endpoint: string) {
  const store = await connectStore(databaseUri());

  return {
    async run(scenario: Scenario, setting: Setting): Promise<Result & { transitions: number }> {
      await reset(store);
      await scenario.given?.(store, setting);
      const outbox = new Outbox();
      const queue: FulfilmentOrder[] = [];
      const handlers: Record<string, Handler> = {};
      const session: Session = await Session.open(endpoint, handlers, { start: setting.start });
      const clock = () => new Date(session.now());
      const tokens = stepFunctionsTokens(session.client);
      Object.assign(
        handlers,
        createHandlers({
          store,
          clock,
          gateway: simulatedGateway({ store, clock }),
          tokens,
          mailer: outbox,
          enqueue: async (order) => {
            if (scenario.warehouseClosed) queue.push(order);
            else await start(session, 'fulfilOrder', order, '');
          },
          simulatedFailureRate: SIMULATED_FAILURE_RATE,
          preparationLimit: preparationLimit({}),
          refusedBooks: REFUSED_BOOKS,
          ...(scenario.roundsOfAnExecution === undefined
            ? {}
            : { roundsOfAnExecution: scenario.roundsOfAnExecution }),
        }),
      );
      for (const [activity, fault] of Object.entries(scenario.faults ?? {})) {
        const [replacement, real] = [fault(), handlers[activity] as (input: unknown) => Promise<unknown>];
        handlers[activity] = (input) => replacement(input, (other: unknown = input) => real(other));
      }
      try {
        const others: Promise<string>[] = [];
        for (const happening of scenario.happenings ?? []) {
          const seconds = millisecondsAfterStart(happening, setting) / 1000;
          session.after(seconds, async () => {
            if ('signal' in happening) {
              const { signal, payload } = happening;
              const workflowId = idOf(scenario.process, scenario.input(setting), setting.id);
              await createMailboxActivities({ store, clock, tokens }).sendSignal({
                workflowId,
                signal,
                payload,
              });
            } else if ('change' in happening) {
              await happening.change(store, setting);
            } else if ('run' in happening) {
              const { run, input } = happening;
              const started = start(session, run, input(setting), `${setting.id}-${others.length}`);
              others.push(started);
              await started;
            } else {
              const replyTo = queue[0]?.replyTo;
              if (!replyTo || !('token' in replyTo))
                throw new Error('Nothing was ordered from the warehouse');
              await tokens.answer(replyTo.token, happening.answer);
            }
          });
        }
        const first = await start(session, scenario.process, scenario.input(setting), setting.id);
        const { outcome, transitions } = await toTheEnd(session, first);
        return {
          outcome,
          others: await Promise.all(others.map(async (other) => endOf(await session.outcome(await other)))),
          calls: businessCalls(session.calls),
          mails: outbox.mails,
          store: await snapshot(store),
          transitions,
        };
      } finally {
        await session.close();
      }
    },

    stop: () => store.close(),
  };
}

async function start(session: Session, name: ProcessName, input: unknown, id: string): Promise<string> {
  return session.start(await deployProcess(session, name), input, idOf(name, input, id));
}

function idOf(name: ProcessName, input: unknown, id: string): string {
  return processes[name].workflowId(input as never, id);
}

/** Waits for the execution's end; where it started itself anew, for the end of that which goes on. */
async function toTheEnd(
  session: Session,
  execution: string,
): Promise<{ outcome: Ending; transitions: number }> {
  const outcome = endOf(await session.outcome(execution));
  const history = await session.history(execution);
  const transitions = transitionsOf(history);
  const [renewal] = history.flatMap(({ taskSucceededEventDetails: task }) =>
    task?.resourceType === 'states' && task.resource === 'startExecution' ? (task.output ?? []) : [],
  );
  if (renewal === undefined) return { outcome, transitions };
  const rest = await toTheEnd(session, (JSON.parse(renewal) as { ExecutionArn: string }).ExecutionArn);
  return { outcome: rest.outcome, transitions: transitions + rest.transitions };
}

/** What Step Functions bills for a Standard machine: each state entered, and each retry. */
function transitionsOf(history: HistoryEvent[]): number {
  const count = (type: RegExp) => history.filter((event) => type.test(event.type ?? '')).length;
  const retries = count(/^(LambdaFunction|Task)Scheduled$/) - count(/^TaskStateEntered$/);
  return count(/StateEntered$/) + Math.max(0, retries);
}

function endOf({ status, output, error = '', cause = '' }: Outcome): Ending {
  if (status === 'SUCCEEDED') return { status: 'completed', output };
  return { status: 'failed', error, cause };
}

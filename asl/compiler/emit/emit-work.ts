import {
  call,
  context,
  entry,
  type Expression,
  objectOf,
  stored,
  variable,
} from '../expression/expression.ts';
import { isOnly, numberType, stringType, typeOf, unknownType } from '../expression/value-type.ts';
import { activityInput, type Integration, type Integrations } from './integrations.ts';
import type { State, Template } from './machine.ts';
import type { ActivityOptions, TaskStep } from '../model/model.ts';
import { resumeKey } from '../model/renewal.ts';
import { retriers } from './retry.ts';
import type { Templates } from './templates.ts';
import { arithmetic } from '../model/terms.ts';

/** The functions behind `receive` and signals, which every deployment of such machines has. */
const openMailbox = 'openMailbox';
const sendSignal = 'sendSignal';

const invokeAndWait = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** How a machine is deployed, as far as its definition says it. */
export interface Deployment {
  integrations?: Integrations;
  /** The name under which every activity is told the execution's name; it is told nothing when undefined. */
  executionKey?: string;
}

type TaskFields = Pick<State, 'Resource' | 'Arguments' | 'TimeoutSeconds' | 'HeartbeatSeconds' | 'Retry'>;

/** What a Task does, how long it may take, and how it is tried again. */
export function emitWork(
  step: TaskStep,
  templates: Templates,
  { integrations = {}, executionKey }: Deployment,
): TaskFields {
  const { work } = step;
  switch (work.kind) {
    case 'activity': {
      const integration = integrations[work.activity];
      return {
        ...(integration
          ? integrated(integration, work.input, '', templates)
          : { Resource: functionOf(work.activity), Arguments: templates.whole(told(work, executionKey)) }),
        ...timeouts(work.options),
        ...retry(retriers(work.options.retry)),
      };
    }
    case 'callback': {
      const integration = integrations[work.activity];
      return {
        ...(integration
          ? integrated(integration, work.input, '.waitForTaskToken', templates)
          : {
              Resource: invokeAndWait,
              Arguments: {
                FunctionName: functionOf(work.activity),
                Payload: templates.template(told(work, executionKey)),
              },
            }),
        TimeoutSeconds: templates.seconds(work.timeout, 1),
        ...(work.heartbeat === undefined ? {} : { HeartbeatSeconds: Math.ceil(work.heartbeat / 1000) }),
        ...retry(retriers(work.options.retry, transientErrors)),
      };
    }
    case 'receive': {
      const payload: Record<string, Template> = {
        workflowId: templates.template(work.mailbox),
        signal: templates.template(work.signal),
        token: templates.jsonata(context('taskToken', stringType)),
        ...(work.round ? { round: templates.template(work.round) } : {}),
      };
      const left = arithmetic(
        call('instant.milliseconds', numberType, work.until),
        '-',
        call('Date.now', numberType),
      );
      return {
        Resource: invokeAndWait,
        Arguments: { FunctionName: functionOf(openMailbox), Payload: payload },
        TimeoutSeconds: templates.seconds(left, 1),
        ...retry(
          retriers({ ...engineRetry, nonRetryableErrorTypes: ['States.Timeout', ...renewalOf(step)] }),
        ),
      };
    }
    case 'signal':
      return {
        Resource: functionOf(sendSignal),
        Arguments: {
          workflowId: templates.template(work.execution),
          signal: templates.template(work.signal),
          ...(work.payload ? { payload: templates.template(stored(work.payload)) } : {}),
        },
        TimeoutSeconds: 10,
        ...retry(retriers(engineRetry)),
      };
    case 'child':
      return {
        Resource: `arn:aws:states:::states:startExecution${work.waited ? '.sync:2' : ''}`,
        Arguments: {
          StateMachineArn: `\${${work.workflow}}`,
          ...(work.id ? { Name: templates.template(work.id) } : {}),
          Input: templates.template(work.input ?? emptyObject),
        },
      };
    case 'renewal':
      return {
        Resource: 'arn:aws:states:::states:startExecution',
        Arguments: {
          StateMachineArn: '{% $states.context.StateMachine.Id %}',
          Input: {
            [resumeKey]: {
              at: work.at,
              variables: Object.fromEntries(
                work.variables.map(([key, of]) => [key, templates.template(variable(of, unknownType))]),
              ),
            },
          },
        },
        ...retry(retriers(engineRetry)),
      };
  }
}

/** What an activity is called with, the execution's name included where it is told. */
function told(
  { input = emptyObject, execution }: { input?: Expression | undefined; execution: Expression },
  executionKey: string | undefined,
): Expression {
  if (executionKey === undefined || !isOnly(input.type, 'object')) return input;
  const name = entry(executionKey, execution);
  return objectOf(
    ...(input.kind === 'object' ? input.entries : [{ kind: 'spread', value: input } as const]),
    name,
  );
}

function integrated(
  integration: Integration,
  input: Expression | undefined,
  suffix: string,
  templates: Templates,
): Pick<State, 'Resource' | 'Arguments'> {
  const given = templates.template(input ?? emptyObject);
  const fill = (template: Template): Template => {
    if (template === activityInput) return given;
    if (Array.isArray(template)) return template.map(fill);
    if (template === null || typeof template !== 'object') return template;
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value)]));
  };
  return { Resource: integration.resource + suffix, Arguments: fill(integration.arguments) };
}

const emptyObject: Expression = { kind: 'object', entries: [], type: typeOf('object') };

/** How what the machine itself needs is tried again: until it works. */
const engineRetry = {
  initialInterval: 1000,
  backoffCoefficient: 2,
  maximumInterval: 60_000,
  maximumAttempts: Infinity,
  nonRetryableErrorTypes: [],
};

/**
 * What is retried where a Task waits for an answer: only what cannot be the answer. A failure that is the answer must
 * not hand out a second token.
 */
const transientErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Error',
];

function retry(of: ReturnType<typeof retriers>): Pick<State, 'Retry'> {
  return of.length > 0 ? { Retry: of } : {};
}

function timeouts({
  timeout,
  heartbeat,
}: ActivityOptions): Pick<State, 'TimeoutSeconds' | 'HeartbeatSeconds'> {
  const beats = heartbeat !== undefined && (timeout === undefined || heartbeat < timeout);
  return {
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout / 1000 }),
    ...(beats ? { HeartbeatSeconds: heartbeat / 1000 } : {}),
  };
}

/** A function is named where the definition is deployed: `DefinitionSubstitutions` of AWS SAM say its ARN. */
function functionOf(name: string): string {
  return `\${${name}}`;
}

/** The errors of a step that lead somewhere else than time-outs and failures do. */
function renewalOf(step: TaskStep): string[] {
  return step.caught
    .flatMap(({ errors }) => (errors === 'all' ? [] : errors))
    .filter((error) => !error.startsWith('States.'));
}

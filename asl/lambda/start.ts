import { isDeepStrictEqual } from 'node:util';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import { orderInput } from '../../activities/inputs/order.ts';
import { answer, parsedBody, problem } from './answer.ts';
import { requiredVariable } from './required-variable.ts';

/** What a route starts. */
interface Start<Input> {
  schema: z.ZodType<Input>;
  /** The environment variable with the ARN of the machine. */
  machine: string;
  /** The execution's name: the same for the same business id, so that nothing is started twice. */
  name: (input: Input) => string;
  /** The body of the 202. */
  accepted: (input: Input) => object;
}

const start = <Input>(route: Start<Input>): Start<unknown> => route as Start<unknown>;

const ROUTES: Record<string, Start<unknown>> = {
  'POST /orders': start({
    schema: orderInput,
    machine: 'PROCESS_ORDER_ARN',
    name: ({ orderId }) => `order-${orderId}`,
    accepted: ({ orderId }) => ({ orderId, status: 'Processing' }),
  }),
};

/** The longest name that Step Functions takes. */
const LONGEST_NAME = 80;

const stepFunctions = new SFNClient();

/** Starts the execution that the route stands for, once: the same business id and body are the same execution. */
export async function startProcess(
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const route = ROUTES[event.routeKey];
  if (!route) return problem(404, 'Not Found', `Nothing is started by ${event.routeKey}`);
  const body = parsedBody(event);
  if (body === undefined) return problem(400, 'Bad Request', 'The body is no JSON');
  const input = route.schema.safeParse(body);
  if (!input.success) {
    const { issues } = input.error;
    const detail = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
    return problem(422, 'Unprocessable Content', detail);
  }
  const name = route.name(input.data);
  if (name.length > LONGEST_NAME) {
    return problem(422, 'Unprocessable Content', `The id is longer than Step Functions takes in "${name}"`);
  }
  const execution = {
    stateMachineArn: requiredVariable(route.machine),
    name,
    input: JSON.stringify(input.data),
  };
  try {
    await stepFunctions.send(new StartExecutionCommand(execution));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    if (!(await isTheSame(execution))) {
      return problem(409, 'Conflict', `${name} was started before with another input`);
    }
  }
  return answer(202, route.accepted(input.data));
}

/** Whether the execution of that name, which is over by now, had that input. */
async function isTheSame({
  stateMachineArn,
  name,
  input,
}: {
  stateMachineArn: string;
  name: string;
  input: string;
}) {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const existing = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  return isDeepStrictEqual(JSON.parse(existing.input ?? 'null'), JSON.parse(input));
}

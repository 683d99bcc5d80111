import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import { bookingId, bookingInput } from '../../activities/inputs/booking.ts';
import { checkoutInput } from '../../activities/inputs/checkout.ts';
import { id } from '../../activities/inputs/ids.ts';
import { orderInput } from '../../activities/inputs/order.ts';
import { statusItemId } from '../../activities/inputs/status-item.ts';
import { answer, parsedBody, problem } from './answer.ts';
import { requiredVariable } from './required-variable.ts';

/** What a route starts. */
interface Start<Input> {
  schema: z.ZodType<Input>;
  /** The environment variable with the ARN of the machine. */
  machine: string;
  /** The execution's name: the same for the same business id or request, so that nothing is started twice. */
  name: (input: Input, requestId: string) => string;
  /** The body of the 202. */
  accepted: (input: Input, requestId: string) => object;
}

const start = <Input>(route: Start<Input>): Start<unknown> => route as Start<unknown>;

const ROUTES: Record<string, Start<unknown>> = {
  'POST /orders': start({
    schema: orderInput,
    machine: 'PROCESS_ORDER_ARN',
    name: ({ orderId }) => `order-${orderId}`,
    accepted: ({ orderId }) => ({ orderId, status: 'Processing' }),
  }),
  'POST /checkouts': start({
    schema: checkoutInput,
    machine: 'STORE_CHECKOUT_ARN',
    name: (_, requestId) => `checkout-${requestId}`,
    accepted: (_, orderId) => ({ orderId, status: 'Processing' }),
  }),
  'POST /bookings': start({
    schema: bookingInput(() => new Date()),
    machine: 'BOOK_HOTEL_ROOM_ARN',
    name: (_, requestId) => `booking-${requestId}`,
    accepted: (_, booking_id) => ({ booking_id, status: 'PENDING' }),
  }),
  'PATCH /bookings/{bookingId}': start({
    schema: z.strictObject({ bookingId: id, checkInDate: z.string(), checkOutDate: z.string() }),
    machine: 'MOVE_BOOKING_ARN',
    name: ({ bookingId }, requestId) => `move-booking-${bookingId}-${requestId}`,
    accepted: (input) => input,
  }),
  'DELETE /bookings/{bookingId}': start({
    schema: bookingId,
    machine: 'CANCEL_BOOKING_ARN',
    name: ({ bookingId }, requestId) => `cancel-booking-${bookingId}-${requestId}`,
    accepted: (input) => input,
  }),
  'POST /status-items': start({
    schema: z.strictObject({ Id: id, StartTimestamp: z.string() }),
    machine: 'CHANGE_STATUS_WHEN_DUE_ARN',
    name: ({ Id }) => `item-${Id}`,
    accepted: ({ Id }) => ({ Id, ProcessStatus: 'STARTING' }),
  }),
  'PATCH /status-items/{Id}': start({
    schema: z.strictObject({ Id: id, StartTimestamp: z.string() }),
    machine: 'RESCHEDULE_STATUS_CHANGE_ARN',
    name: ({ Id }, requestId) => `reschedule-item-${Id}-${requestId}`,
    accepted: (input) => input,
  }),
  'DELETE /status-items/{Id}': start({
    schema: statusItemId,
    machine: 'CANCEL_STATUS_CHANGE_ARN',
    name: ({ Id }, requestId) => `cancel-item-${Id}-${requestId}`,
    accepted: (input) => input,
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
  const body = event.body ? parsedBody(event) : {};
  if (typeof body !== 'object') return problem(400, 'Bad Request', 'The body is no JSON object');
  const input = route.schema.safeParse({ ...body, ...event.pathParameters });
  if (!input.success) {
    const { issues } = input.error;
    const detail = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
    return problem(422, 'Unprocessable Content', detail);
  }
  const requestId = requestIdOf(event);
  const name = route.name(input.data, requestId);
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
  return answer(202, route.accepted(input.data, requestId));
}

/** The same for the same `Idempotency-Key`, in the characters of an id; without one, for this request alone. */
function requestIdOf({ headers, requestContext }: APIGatewayProxyEventV2): string {
  const key = headers['idempotency-key'] ?? requestContext.requestId;
  return createHash('sha256').update(key).digest('hex').slice(0, 24);
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

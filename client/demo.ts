/**
 * `npm run demo`: sends requests, good and bad ones, through the HTTP API of the running stack, and prints what became of
 * each. `API_URL` names another API.
 */
import { setTimeout } from 'node:timers/promises';

/** One request, and how to find out what became of it. */
interface Demonstration {
  title: string;
  path: string;
  body: Record<string, unknown>;
  /** The execution that the request started, by what the API answered. */
  workflowId: (answer: Record<string, unknown>) => string;
  /** What is sent to the place of the answer once that has settled, one after the other. */
  then?: { method: 'PATCH' | 'DELETE'; body?: object }[];
}

interface Reply {
  status: number;
  location: string | null;
  body: Record<string, unknown>;
}

const API_URL = process.env['API_URL'] ?? 'http://127.0.0.1:3000';
const [apiKey] = (process.env['API_KEYS'] ?? '').split(',');

/** New ids for each run of the demo. */
const run = Date.now().toString(36);
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const orders = [
  { title: 'An order with nothing but an id', order: {} },
  { title: 'An order of three pieces', order: { items: [{ sku: 'demo-item', quantity: 3 }] } },
  { title: 'An order of what is sold out', order: { items: [{ sku: 'sold-out-item', quantity: 1 }] } },
  { title: 'An order whose payment is declined (amount ends in 13)', order: { amount: eur(2013) } },
  { title: 'An order whose payment provider is down (amount ends in 14)', order: { amount: eur(2014) } },
  { title: 'An order of what nobody sells', order: { items: [{ sku: 'unicorn', quantity: 1 }] } },
  { title: 'An order of minus one piece', order: { items: [{ sku: 'demo-item', quantity: -1 }] } },
];

const book = { userId: '01G4E1AZW2Q1X3QQEYBACQXMFH', bookId: '01G4E1A9GF5CZWET09RSBR04PV' };
const checkouts = [
  { title: 'A checkout of two books, paid with points', checkout: { ...book, quantity: 2, redeem: true } },
  { title: 'A checkout of more books than there are', checkout: { ...book, quantity: 1000 } },
  { title: 'A checkout by nobody', checkout: { ...book, userId: 'nobody', quantity: 1 } },
];

const DAY_MS = 24 * 60 * 60 * 1000;
/** A stay of two nights on days that no other run of the demo is likely to use. */
const firstDay = 30 + (Date.now() % 300);
const stay = (days: number) => ({
  checkInDate: dateIn(firstDay + days),
  checkOutDate: dateIn(firstDay + days + 2),
});
const guest = { roomType: 'STANDARD', guestName: 'Jane Doe', email: 'jane.doe@example.com', ...stay(0) };
const bookings: { title: string; booking: object; then?: Demonstration['then'] }[] = [
  {
    title: 'A booking that is moved by a week, then cancelled',
    booking: guest,
    then: [{ method: 'PATCH', body: stay(7) }, { method: 'DELETE' }],
  },
  {
    title: 'A booking whose payment is declined (amount ends in 13)',
    booking: { ...guest, payment: eur(18013) },
  },
  {
    title: 'A booking that ends before it begins',
    booking: { ...guest, checkOutDate: guest.checkInDate },
  },
];

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const items: { title: string; item: object; then?: Demonstration['then'] }[] = [
  { title: 'A status item that is due in two seconds', item: { StartTimestamp: inSeconds(2) } },
  {
    title: 'A status item that is due tomorrow, rescheduled to now',
    item: { StartTimestamp: inSeconds(24 * 60 * 60) },
    then: [{ method: 'PATCH', body: { StartTimestamp: inSeconds(0) } }],
  },
];

const demonstrations: Demonstration[] = [
  ...orders.map(({ title, order }, i) => ({
    title,
    path: '/orders',
    body: { orderId: `demo-${run}-${i + 1}`, ...order },
    workflowId: ({ orderId }: Record<string, unknown>) => `order-${String(orderId)}`,
  })),
  ...['margherita', 'pineapple', ''].map((flavour) => ({
    title: `A pizza, "${flavour}"`,
    path: '/pizzas',
    body: { flavour },
    workflowId: ({ name }: Record<string, unknown>) => String(name),
  })),
  ...checkouts.map(({ title, checkout }) => ({
    title,
    path: '/checkouts',
    body: checkout,
    workflowId: ({ orderId }: Record<string, unknown>) => `checkout-${String(orderId)}`,
  })),
  ...bookings.map(({ title, booking, then = [] }) => ({
    title,
    path: '/bookings',
    body: { ...booking },
    workflowId: ({ booking_id }: Record<string, unknown>) => `booking-${String(booking_id)}`,
    then,
  })),
  ...items.map(({ title, item, then = [] }, i) => ({
    title,
    path: '/status-items',
    body: { Id: `demo-${run}-${i + 1}`, ...item },
    workflowId: ({ Id }: Record<string, unknown>) => `item-${String(Id)}`,
    then,
  })),
];

/** Statuses of what is still under way. */
const UNDER_WAY = ['Processing', 'Preparing', 'PENDING'];
const PATIENCE_MS = 60_000;

try {
  await call('GET', '/healthz');
} catch (error) {
  if (!(error instanceof TypeError && error.cause instanceof Error)) throw error;
  console.error(`${API_URL} cannot be reached: ${error.cause.message}`);
  console.error('Start the stack with npm start, or set API_URL.');
  process.exit(1);
}
// All run at once; each is printed when those before it are.
for (const told of demonstrations.map(tell)) console.log(await told);

/** Sends the request, waits until it is over, and says how it went. */
async function tell({ title, path, body, workflowId, then = [] }: Demonstration): Promise<string> {
  const reply = await call('POST', path, body);
  const lines = [title, `  POST ${path} ${JSON.stringify(body)}`, `  ${reply.status} ${summary(reply.body)}`];
  if (reply.status >= 400) return [...lines, ''].join('\n');
  if (reply.location) {
    lines.push(...(await settledLines(reply.location)));
    for (const { method, body } of then) {
      const changed = await call(method, reply.location, body);
      lines.push(
        `  ${method} ${reply.location}${body ? ` ${JSON.stringify(body)}` : ''}`,
        `  ${changed.status} ${summary(changed.body)}`,
        ...(await settledLines(reply.location, changed.status === 202 ? changed.body['status'] : undefined)),
      );
    }
  }
  const execution = await call('GET', `/executions/${workflowId(reply.body)}`);
  return [...lines, `  ${String(execution.body['webUi'])}`, ''].join('\n');
}

async function settledLines(path: string, leaves?: unknown): Promise<string[]> {
  const { status, body } = await settled(path, leaves);
  return [`  GET ${path}`, `  ${status} ${summary(body)}`];
}

/** What is at `path` once it is not under way any more, nor in the status it leaves; as it stands after a minute. */
async function settled(path: string, leaves?: unknown): Promise<Reply> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await call('GET', path);
    const isOver = !isUnderWay(reply.body) && (leaves === undefined || reply.body['status'] !== leaves);
    if (isOver || Date.now() > until) return reply;
    await setTimeout(250);
  }
}

/** An item that is due within a few seconds is waited for, too. */
function isUnderWay({ status, ProcessStatus, StartActionAt }: Record<string, unknown>): boolean {
  const isSoon = Date.parse(String(StartActionAt)) < Date.now() + 5_000;
  return UNDER_WAY.includes(String(status)) || (ProcessStatus === 'STARTING' && isSoon);
}

function dateIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

async function call(method: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(`${API_URL}${path}`, {
    method,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** The answer in one line: of a problem and of a whole execution what matters to a reader. */
function summary(body: Record<string, unknown>): string {
  const told = [
    ...['detail', 'orderId', 'booking_id', 'Id', 'status', 'ProcessStatus', 'checkInDate', 'checkOutDate'],
    ...['courier', 'output', 'error', 'cause'],
  ];
  const known = Object.entries(body).filter(
    ([key]) => told.includes(key) && !('detail' in body && key === 'status'),
  );
  return known.map(([key, value]) => `${key}: ${String(value)}`).join(', ');
}

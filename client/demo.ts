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
];

/** Statuses of what is still under way. */
const UNDER_WAY = ['Processing', 'Preparing', 'PENDING', 'STARTING'];
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
async function tell({ title, path, body, workflowId }: Demonstration): Promise<string> {
  const reply = await call('POST', path, body);
  const lines = [title, `  POST ${path} ${JSON.stringify(body)}`, `  ${reply.status} ${summary(reply.body)}`];
  if (reply.status >= 400) return [...lines, ''].join('\n');
  if (reply.location) {
    const outcome = await settled(reply.location);
    lines.push(`  GET ${reply.location}`, `  ${outcome.status} ${summary(outcome.body)}`);
  }
  const execution = await call('GET', `/executions/${workflowId(reply.body)}`);
  return [...lines, `  ${String(execution.body['webUi'])}`, ''].join('\n');
}

/** What is at `path` once it is not under way any more; as it stands after a minute. */
async function settled(path: string): Promise<Reply> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await call('GET', path);
    if (!UNDER_WAY.includes(String(reply.body['status'])) || Date.now() > until) return reply;
    await setTimeout(250);
  }
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
  const told = ['detail', 'orderId', 'booking_id', 'Id', 'status', 'output', 'error', 'cause'];
  const known = Object.entries(body).filter(
    ([key]) => told.includes(key) && !('detail' in body && key === 'status'),
  );
  return known.map(([key, value]) => `${key}: ${String(value)}`).join(', ');
}

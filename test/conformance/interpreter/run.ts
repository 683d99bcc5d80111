import { startInterpreter } from './start.ts';

/** Keeps an interpreter for test runs to come: `npm run interpreter`, then `SFN_ENDPOINT=… npx vitest …`. */
const { endpoint, stop } = await startInterpreter();
console.log(`SFN_ENDPOINT=${endpoint}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().then(() => process.exit()));
}

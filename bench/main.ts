/**
 * `npm run bench [-- orders|pizzas|checkouts|waiting-checkouts|status-items]`: what the product costs over a bare workflow
 * of the same shape whose activities do nothing, on the same embedded stack. docs/benchmarks.md explains the figures.
 */
import { memoryOfWaiting } from './memory.ts';
import { load, startBareWorker, startBenchStack, withoutWarehouse } from './processes.ts';
import { benchStatusItems } from './status-items.ts';
import { median, perSecond, row } from './statistics.ts';

const ROUNDS = 5;
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

await (await startBenchStack()).stop();
const stack = await startBenchStack();
try {
  console.log(
    `npm start, warm cache: ready after ${stack.secondsToReady.toFixed(1)} s (target: under 10 s)\n`,
  );

  if (isWanted('pizzas')) {
    const bare = await load(stack, 'bare-pizzas', 200, 1);
    const product = await load(stack, 'pizzas', 200, 1);
    console.log('POST /pizzas, one at a time (target: p50 at most 15 ms)');
    console.table([row('bare, through the SDK', bare), row('POST /pizzas', product)]);
  }

  if (isWanted('orders')) {
    const stopBareWorker = await startBareWorker(stack, 'bare');
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        bare: await load(stack, 'bare-orders', 400, 100),
        product: await load(stack, 'orders', 400, 100),
      });
    }
    await stopBareWorker();
    const share =
      median(rounds.map(({ product }) => perSecond(product))) /
      median(rounds.map(({ bare }) => perSecond(bare)));
    console.log('POST /orders, 100 at a time, to completion');
    console.table(
      rounds.flatMap(({ bare, product }) => [
        row('bare, through the SDK', bare),
        row('POST /orders', product),
      ]),
    );
    console.log(
      `Median throughput: ${(100 * share).toFixed(0)} % of the bare baseline's (target: at least 85 %)\n`,
    );
  }

  if (isWanted('checkouts')) {
    const stops = [await startBareWorker(stack, 'bare'), await startBareWorker(stack, 'bare-warehouse')];
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        bare: await load(stack, 'bare-checkouts', 200, 50),
        product: await load(stack, 'checkouts', 200, 50),
      });
    }
    await Promise.all(stops.map((stop) => stop()));
    const share =
      median(rounds.map(({ product }) => perSecond(product))) /
      median(rounds.map(({ bare }) => perSecond(bare)));
    console.log('POST /checkouts over 100 books, 50 at a time, to completion, with the warehouse');
    console.table(
      rounds.flatMap(({ bare, product }) => [
        row('bare, through the SDK', bare),
        row('POST /checkouts', product),
      ]),
    );
    console.log(
      `Median throughput: ${(100 * share).toFixed(0)} % of the bare baseline's (target: at least 80 %)\n`,
    );
  }

  if (isWanted('waiting-checkouts')) {
    console.log('Checkouts that wait for the warehouse (target: at most 150 MiB above 100 waiting)');
    console.table(await withoutWarehouse(stack, () => memoryOfWaiting(stack, 'waiting-checkouts')));
  }

  if (isWanted('status-items')) await benchStatusItems(stack);
} finally {
  await stack.stop();
}

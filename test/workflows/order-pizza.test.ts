import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, startHarness } from '../setup/harness.ts';
import { keepHistory } from '../setup/histories.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ timeSkipping: true });
});
afterAll(() => harness.stop());

it.each(['margherita', 'pineapples on the side', 'hawaii'])('makes a pizza %s', async (flavour) => {
  const { result, workflowId } = await harness.client.start('orderPizza', { flavour });
  expect(await result()).toEqual({ containsPineapple: false });
  await keepHistory(harness.client.temporal, 'order-pizza-made', workflowId);
});

it.each(['pineapple', 'Hawaiian', '  PINEAPPLE\t'])('makes no pizza %j', async (flavour) => {
  const { result, workflowId } = await harness.client.start('orderPizza', { flavour });
  await expect(result()).rejects.toMatchObject({
    cause: { type: 'Failed To Make Pizza', message: 'They asked for Pineapple', nonRetryable: true },
  });
  await keepHistory(harness.client.temporal, 'order-pizza-refused', workflowId);
});

it.each([{ flavour: '' }, { flavour: '   ' }, {}, { flavour: 7 }, { flavour: null }])(
  'refuses %j',
  async (input) => {
    const { result } = await harness.client.start('orderPizza', input as never);
    await expect(result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  },
);

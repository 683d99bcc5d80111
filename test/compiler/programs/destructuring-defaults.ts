import { double } from '../proxies.ts';

export async function program({
  n = 5,
  options: { retries = 2, label = `n${n}` } = {},
}: {
  n?: number;
  options?: { retries?: number; label?: string };
}): Promise<unknown> {
  const [a = 1, b = a + n] = [await double({ n })];
  return { n, retries, label, a, b };
}
export const inputs = [{}, { n: 1 }, { n: 2, options: { retries: 0 } }, { options: { label: 'given' } }];

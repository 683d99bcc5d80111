import { add, say } from '../proxies.ts';

export async function program({
  count,
  error,
  states,
}: {
  count: number;
  error: string;
  states: string[];
}): Promise<unknown> {
  const sum = await add({ a: count, b: states.length });
  const string = await say({ text: error });
  const exists = string.length > 2;
  const append = [...states, string];
  return {
    sum,
    string,
    exists,
    append,
    total: states.map((map) => map.length).reduce((max, min) => max + min, 0),
  };
}
export const inputs = [{ count: 3, error: 'none', states: ['a', 'bc'] }];

import { add } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let total = 0;
  const collect = async (by: number): Promise<void> => {
    total += await add({ a: by, b: n });
  };
  await collect(1);
  await collect(2);
  return total;
}
export const inputs = [{ n: 10 }];

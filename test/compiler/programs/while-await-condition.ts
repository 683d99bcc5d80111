import { isEven } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let value = n;
  while (!(await isEven({ n: value }))) value += 3;
  return value;
}
export const inputs = [{ n: 7 }, { n: 8 }];

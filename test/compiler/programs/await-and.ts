import { isEven } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  if (n > 2 && (await isEven({ n })) && n < 10) return 'a small even one';
  return 'something else';
}
export const inputs = [{ n: 1 }, { n: 3 }, { n: 4 }, { n: 12 }];

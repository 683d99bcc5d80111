import { isEven } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  if (n < 0 || !(await isEven({ n }))) return 'negative or odd';
  return 'even';
}
export const inputs = [{ n: -2 }, { n: 3 }, { n: 4 }];

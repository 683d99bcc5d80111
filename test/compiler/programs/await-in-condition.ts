import { isEven } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  if (await isEven({ n })) return 'even';
  return 'odd';
}
export const inputs = [{ n: 3 }, { n: 4 }];

import { isEven } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  let path = 'start';
  checks: {
    if (n < 1) break checks;
    path += ' positive';
    if (!(await isEven({ n }))) break checks;
    path += ' even';
  }
  return path;
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 2 }];

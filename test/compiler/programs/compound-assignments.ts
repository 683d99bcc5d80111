import { isEven, say } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<unknown> {
  let value = n;
  value += 10;
  value -= 1;
  value *= 3;
  value %= 7;
  let text = 'a';
  text += value;
  let maybe: string | undefined;
  maybe ??= await say({ text: 'filled' });
  let flag = n > 2;
  flag &&= await isEven({ n });
  let other = false;
  other ||= n > 3;
  return { value, text, maybe, flag, other };
}
export const inputs = [{ n: 1 }, { n: 3 }, { n: 4 }];

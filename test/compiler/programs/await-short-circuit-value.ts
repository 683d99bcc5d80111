import { say } from '../proxies.ts';

export async function program({ text }: { text: string }): Promise<string> {
  const value = text || (await say({ text: 'nothing given' }));
  const other = text && (await say({ text: 'given' }));
  return `${value}, ${other}`;
}
export const inputs = [{ text: '' }, { text: 'hello' }];

import { say } from '../proxies.ts';

export async function program({ names }: { names: string[] }): Promise<string> {
  let line = '';
  for (const name of names) {
    line += `${await say({ text: name })};`;
  }
  return line;
}
export const inputs = [{ names: [] }, { names: ['Ann'] }, { names: ['Ann', 'Bob', 'Cy'] }];

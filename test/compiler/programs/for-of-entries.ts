import { note } from '../proxies.ts';

export async function program({ names }: { names: string[] }): Promise<string[]> {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    await note({ what: name, value: index });
    lines.push(`${index}: ${name}`);
  }
  return lines;
}
export const inputs = [{ names: ['Ann'] }, { names: ['Ann', 'Bob'] }];

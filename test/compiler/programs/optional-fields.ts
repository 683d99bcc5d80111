import { note } from '../proxies.ts';

export async function program({ name, age }: { name: string; age?: number }): Promise<unknown> {
  await note({ what: name, value: age });
  const person = { name, age };
  const older = age === undefined ? undefined : age + 1;
  return { person, older, known: older !== undefined };
}
export const inputs = [{ name: 'Ann' }, { name: 'Bob', age: 41 }];

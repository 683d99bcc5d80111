import { say } from '../proxies.ts';

export async function program({ name, n }: { name: string; n: number }): Promise<unknown> {
  const trimmed = name.trim().toLowerCase();
  const words = trimmed.split(' ');
  const shout = words.map((word) => word.toUpperCase()).join('-');
  const said = await say({ text: `${shout}#${Math.max(n, 3)}` });
  return {
    said,
    starts: said.startsWith('A'),
    half: Math.floor(n / 2),
    round: Math.round(n * 1.5),
    cut: said.slice(0, 3),
  };
}
export const inputs = [
  { name: '  Ann Lee ', n: 5 },
  { name: 'bob', n: 0 },
];

import { note } from '../proxies.ts';

export async function program({ stop, skip }: { stop: number; skip: number }): Promise<string[]> {
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    try {
      if (i === stop) break;
      if (i === skip) continue;
      seen.push(`work ${i}`);
      await note({ what: 'work', value: i });
    } finally {
      seen.push(`clean ${i}`);
      await note({ what: 'clean', value: i });
    }
  }
  return seen;
}
export const inputs = [
  { stop: 2, skip: 0 },
  { stop: 9, skip: 9 },
];

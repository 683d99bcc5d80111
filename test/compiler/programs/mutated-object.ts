import { note } from '../proxies.ts';

export async function program({ words }: { words: string[] }): Promise<unknown> {
  const counts: Record<string, number> = {};
  const state = { last: '', nested: { seen: 0 } };
  for (const word of words) {
    counts[word] = (counts[word] ?? 0) + 1;
    state.last = word;
    state.nested.seen += 1;
  }
  await note({ what: 'counted', value: counts });
  return { counts, state };
}
export const inputs = [{ words: [] }, { words: ['a'] }, { words: ['a', 'b', 'a'] }];

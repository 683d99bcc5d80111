import { createTwoFilesPatch } from 'diff';

const MOST_LINES = 60;

/** What changed in a file, as a unified difference of at most 60 lines. */
export function lineDifference(path: string, before: string, after: string): string {
  const lines = createTwoFilesPatch(path, path, before, after, 'as it is', 'as it would be', { context: 3 })
    .trimEnd()
    .split('\n');
  const more = lines.length - MOST_LINES;
  return [...lines.slice(0, MOST_LINES), ...(more > 0 ? [`… ${more} more lines`] : [])].join('\n');
}

const contextLines = 3;

/** What changed between two texts: the part that differs, as lines with - and +, and a few lines around it. */
export function lineDifference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let same = 0;
  while (same < Math.min(old.length, now.length) && old[same] === now[same]) same++;
  let alike = 0;
  while (
    alike < Math.min(old.length, now.length) - same &&
    old[old.length - 1 - alike] === now[now.length - 1 - alike]
  ) {
    alike++;
  }
  return [
    `@@ line ${same + 1} @@`,
    ...now.slice(Math.max(0, same - contextLines), same).map((line) => `  ${line}`),
    ...old.slice(same, old.length - alike).map((line) => `- ${line}`),
    ...now.slice(same, now.length - alike).map((line) => `+ ${line}`),
    ...now.slice(now.length - alike, now.length - alike + contextLines).map((line) => `  ${line}`),
  ].join('\n');
}

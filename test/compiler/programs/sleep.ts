import { sleep } from '@temporalio/workflow';

export async function program({ seconds }: { seconds: number }): Promise<number> {
  const before = Date.now();
  await sleep('1 hour');
  await sleep(seconds * 1000);
  await sleep(0);
  return Date.now() - before >= 3_600_000 + seconds * 1000 ? 1 : 0;
}
export const inputs = [{ seconds: 0 }, { seconds: 90 }];

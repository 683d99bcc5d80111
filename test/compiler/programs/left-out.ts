import { log, setCurrentDetails } from '@temporalio/workflow';
import { progress } from '../../../workflows/patterns/progress.ts';
import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  log.info('starting', { n });
  progress('Doubling');
  const result = await double({ n });
  setCurrentDetails('done');
  return result;
}
export const inputs = [{ n: 2 }];

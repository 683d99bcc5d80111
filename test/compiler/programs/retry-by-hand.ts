import { sleep } from '@temporalio/workflow';
import { flaky } from '../proxies.ts';

export async function program({ times }: { times: number }): Promise<number> {
  for (let round = 1; ; round++) {
    try {
      return await flaky({ times });
    } catch (error) {
      if (round === 2) throw error;
      await sleep(round * 2000);
    }
  }
}
export const inputs = [{ times: 1 }, { times: 4 }, { times: 20 }];

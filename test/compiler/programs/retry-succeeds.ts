import { flaky } from '../proxies.ts';

export async function program({ times }: { times: number }): Promise<number> {
  return await flaky({ times });
}
export const inputs = [{ times: 0 }, { times: 1 }, { times: 2 }];

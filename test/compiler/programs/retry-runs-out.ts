import { failureOf } from '../../../workflows/patterns/failure.ts';
import { flaky } from '../proxies.ts';

export async function program({ times }: { times: number }): Promise<string> {
  try {
    return `attempt ${await flaky({ times })}`;
  } catch (error) {
    return failureOf(error).message;
  }
}
export const inputs = [{ times: 2 }, { times: 3 }];

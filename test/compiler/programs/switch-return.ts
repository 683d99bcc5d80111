import { say } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  switch (n % 3) {
    case 0:
      return 'none left';
    case 1: {
      const word = await say({ text: 'one' });
      return `${word} left`;
    }
  }
  return 'two left';
}
export const inputs = [{ n: 3 }, { n: 4 }, { n: 5 }];

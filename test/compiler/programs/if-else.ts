import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  let size: string;
  if (n > 100) {
    size = 'large';
  } else if (n > 10) {
    size = 'medium';
  } else {
    size = 'small';
  }
  await note({ what: size });
  return size;
}
export const inputs = [{ n: 1 }, { n: 50 }, { n: 1000 }];

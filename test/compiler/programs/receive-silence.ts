import { receive } from '../../../workflows/patterns/receive.ts';

export async function program({ until }: { until: string }): Promise<string> {
  const message = await receive<{ text: string }>('changed', { until });
  if (!message) return 'nothing came';
  return message.text;
}
export const inputs = [{ until: '2030-01-02T00:00:00Z' }];

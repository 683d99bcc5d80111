export async function program(): Promise<string> {
  return 'done';
}
export const inputs = [{}];

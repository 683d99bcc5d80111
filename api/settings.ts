/** What the environment says about the API; docs/api.md lists it. */
export function apiSettings(environment: NodeJS.ProcessEnv = process.env) {
  return {
    port: portOf(environment['PORT'] ?? '3000'),
    /** Reached from this machine only, unless somebody says otherwise. */
    host: environment['HOST'] ?? '127.0.0.1',
    apiKeys: (environment['API_KEYS'] ?? '')
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
    temporalUiUrl: (environment['TEMPORAL_UI_URL'] ?? 'http://127.0.0.1:8233').replace(/\/+$/, ''),
    aws: {
      region: environment['AWS_REGION'] ?? 'us-east-1',
      accountId: environment['AWS_ACCOUNT_ID'] ?? '000000000000',
    },
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`PORT must be from 0 to 65535, not "${text}"`);
  return port;
}

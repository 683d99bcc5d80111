import { defineConfig } from 'vitest/config';

/** One test run: `test/setup` starts the servers that all files share; each file has its own database and task queues. */
// eslint-disable-next-line no-restricted-syntax -- vitest reads its configuration from the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/servers.ts', 'test/conformance/interpreter/global-setup.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});

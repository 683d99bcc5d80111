import { type LogLevel, Runtime } from '@temporalio/worker';
import { pino, type Logger } from 'pino';

const PINO_LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What a log line says of its execution. The rest of what the SDK knows may hold personal data, and stays out. */
const LOGGED = [
  'workflowId',
  'runId',
  'workflowType',
  'activityType',
  'activityId',
  'attempt',
  'taskQueue',
] as const;

/** Structured logs of this process: JSON lines on standard output, level by `LOG_LEVEL`. */
export function createLogger(name: string): Logger {
  return pino({ name, level: process.env['LOG_LEVEL'] ?? 'info', base: { name } });
}

/** Makes the SDK, workflows and activities of this process log to `logger`, and serves Temporal's own metrics. */
export function installRuntime(logger: Logger): void {
  const metricsAddress = process.env['TEMPORAL_METRICS_ADDRESS'];
  const log = (level: LogLevel, message: string, meta?: Record<string | symbol, unknown>) =>
    logger[PINO_LEVELS[level]](loggable(meta), message);
  Runtime.install({
    logger: {
      log,
      trace: (message, meta) => log('TRACE', message, meta),
      debug: (message, meta) => log('DEBUG', message, meta),
      info: (message, meta) => log('INFO', message, meta),
      warn: (message, meta) => log('WARN', message, meta),
      error: (message, meta) => log('ERROR', message, meta),
    },
    shutdownSignals: [],
    telemetryOptions: metricsAddress ? { metrics: { prometheus: { bindAddress: metricsAddress } } } : {},
  });
}

function loggable(meta: Record<string | symbol, unknown> = {}) {
  const known = LOGGED.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]);
  const { error } = meta;
  return {
    ...(Object.fromEntries(known) as object),
    ...(error instanceof Error
      ? { error: { type: errorType(error), message: error.message, stack: error.stack } }
      : {}),
  };
}

function errorType(error: Error): string {
  return 'type' in error && typeof error.type === 'string' ? error.type : error.name;
}

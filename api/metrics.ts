import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows: the process, and the durations of requests by route template, method and status. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Durations of HTTP requests, in seconds',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
    registers: [registry],
  });

  return {
    observe(request: { method: string; route: string; status: number; seconds: number }): void {
      const { seconds, ...labels } = request;
      duration.observe(labels, seconds);
    },

    contentType: registry.contentType,

    /** The metrics in Prometheus' text format. */
    async text(): Promise<string> {
      return registry.metrics();
    },
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

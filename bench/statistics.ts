import type { Measured } from './load.ts';

/** How long something took, over many times. */
export interface Percentiles {
  what: string;
  'p50 ms': string;
  'p95 ms': string;
  'p99 ms': string;
  'max ms': string;
}

/** One row of a benchmark's table. */
export interface Row extends Percentiles {
  'per second': string;
  'Temporal actions': number;
}

/** What a load took, as a row. */
export function row(what: string, measured: Measured): Row {
  return {
    ...percentiles(what, measured.latencies),
    'per second': perSecond(measured).toFixed(1),
    'Temporal actions': measured.actions,
  };
}

/** How these times, in milliseconds, are spread. */
export function percentiles(what: string, times: number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b);
  const percentile = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(1);
  return {
    what,
    'p50 ms': percentile(0.5),
    'p95 ms': percentile(0.95),
    'p99 ms': percentile(0.99),
    'max ms': percentile(1),
  };
}

/** Executions per second. */
export function perSecond({ latencies, seconds }: Measured): number {
  return latencies.length / seconds;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) +
      (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) /
    2
  );
}

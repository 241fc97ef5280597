import type { RunIndex } from '../../src/model/run-index.ts';
import type { Brush } from '../charts/specs.ts';

/** One phase of a request, from waiting for a connection to the last byte. */
export interface TimingRow {
  readonly phase: string;
  readonly note: string;
  readonly brush: Brush;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly mean: number;
  /** Of all the time of requests; null for a part of another phase. */
  readonly share: number | null;
}

const PHASES = [
  {
    name: 'http_req_blocked',
    phase: 'blocked',
    note: 'waiting for a connection, set-up included',
    brush: 'series-8',
    isPart: false,
  },
  { name: 'http_req_connecting', phase: 'connecting', note: 'part of blocked', brush: 'series-5', isPart: true },
  { name: 'http_req_tls_handshaking', phase: 'TLS', note: 'part of blocked', brush: 'series-4', isPart: true },
  { name: 'http_req_sending', phase: 'sending', note: 'writing the request', brush: 'series-2', isPart: false },
  {
    name: 'http_req_waiting',
    phase: 'waiting',
    note: 'to the first byte of the response',
    brush: 'series-1',
    isPart: false,
  },
  {
    name: 'http_req_receiving',
    phase: 'receiving',
    note: 'from the first to the last byte',
    brush: 'series-3',
    isPart: false,
  },
] as const;

/** What each request's time goes to; none where no phase was measured. */
export function timingRows(index: RunIndex): TimingRow[] {
  const found = PHASES.flatMap(({ name, ...phase }) => {
    const trend = index.trend(name);
    if (trend === undefined || trend.max === 0) return [];
    return [{ ...phase, trend, totalMs: trend.mean * trend.count }];
  });
  const sum = found.reduce((total, { isPart, totalMs }) => total + (isPart ? 0 : totalMs), 0);
  return found.map(({ phase, note, brush, isPart, trend, totalMs }) => ({
    phase,
    note,
    brush,
    p50: trend.percentiles['50'] ?? 0,
    p95: trend.percentiles['95'] ?? 0,
    max: trend.max,
    mean: trend.mean,
    share: isPart || sum === 0 ? null : totalMs / sum,
  }));
}

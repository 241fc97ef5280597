import * as zlib from 'node:zlib';
import { VERSION } from './version.ts';

/**
 * Every default of a plan, in one table. What is not here has none: no bound on the time to the first byte and on the
 * whole test, no Accept-Encoding, no warm-up, connections and cookies of each user's own.
 */
export const DEFAULTS = {
  timeoutMs: 60_000,
  connectTimeoutMs: 30_000,
  maxRedirects: 10,
  connectionsPerHost: 6,
  maxHeaderBytes: 64 * 1024,
  maxBodyBytes: 64 * 1024 * 1024,
  expectedStatuses: [[200, 399]] as const,
  dns: { ttlMs: 300_000, select: 'roundRobin', policy: 'preferIPv4' },
  gracefulStopMs: 30_000,
  gracefulRampDownMs: 30_000,
  maxUsers: 10_000,
  iterationsMaxDurationMs: 600_000,
  hookTimeoutMs: 60_000,
  /** What a request is taken to last where a forecast needs it and nobody said. */
  expectedLatencyMs: 100,
} as const;

export function userAgent(): string {
  return `plimsoll/${VERSION}`;
}

/** Accept-Encoding with everything that this Node can decode. */
export function acceptEncodingOfAll(): string {
  return 'createZstdDecompress' in zlib ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';
}

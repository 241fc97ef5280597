import { createWriteStream } from 'node:fs';
import { permute } from '../load/random.ts';
import type { Exchange } from '../protocols/http/exchange.ts';
import { type TraceRecord, traceOf } from '../protocols/http/trace.ts';
import type { TraceOptions } from './messages.ts';

/** Follows requests: a line of JSON each into a file, a record each to whoever watches. */
export interface Tracer {
  exchange(mask: (text: string) => string): (exchange: Exchange) => void;
  close(): Promise<void>;
}

export interface TracerOptions extends TraceOptions {
  /** Decides which requests are kept where not all are. */
  readonly seed: number;
  readonly onTrace?: ((record: TraceRecord) => void) | undefined;
  /** Told once when the file can no longer be written. */
  readonly onFailure: (text: string) => void;
}

/** Sampling decides by the number of the request within its shard, in a shuffle of the run's seed. */
const SAMPLE_OF = 1_000_000;

export function createTracer(options: TracerOptions): Tracer {
  const { file: path, sample = 1, send, seed, onTrace, onFailure } = options;
  const file = path === undefined ? undefined : createWriteStream(path, { flags: 'a', mode: 0o600 });
  // A disk that fills up must not end the run; what was measured matters more than the log of it.
  file?.on('error', (error) => {
    onFailure(`requests are no longer logged: ${path} cannot be written: ${error.message}`);
    file.destroy();
  });
  const keep = Math.max(1, Math.round(sample * SAMPLE_OF));
  let seen = 0;
  return {
    exchange: (mask) => (exchange) => {
      if (keep < SAMPLE_OF && permute(seen++ % SAMPLE_OF, SAMPLE_OF, seed) >= keep) return;
      const record = traceOf(exchange, mask);
      if (file !== undefined && !file.destroyed) file.write(`${JSON.stringify(record)}\n`);
      if (send === true) onTrace?.(record);
    },
    async close() {
      if (file === undefined || file.closed) return;
      await new Promise<void>((resolve) => {
        file.once('close', resolve);
        if (!file.destroyed) file.end();
      });
    },
  };
}

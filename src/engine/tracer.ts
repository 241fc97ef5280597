import { once } from 'node:events';
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

/** Sampling decides by the number of the request within its shard, in a fixed shuffle. */
const SAMPLE_OF = 10_000;

export function createTracer(options: TraceOptions, onTrace: ((record: TraceRecord) => void) | undefined): Tracer {
  const file = options.file === undefined ? undefined : createWriteStream(options.file, { flags: 'a', mode: 0o600 });
  // A disk that fills up must not end the run; what was measured matters more than the log of it.
  file?.on('error', () => file.destroy());
  const keep = Math.round((options.sample ?? 1) * SAMPLE_OF);
  let seen = 0;
  return {
    exchange: (mask) => (exchange) => {
      if (permute(seen++ % SAMPLE_OF, SAMPLE_OF, keep) >= keep) return;
      const record = traceOf(exchange, mask);
      if (file !== undefined && !file.destroyed) file.write(`${JSON.stringify(record)}\n`);
      if (options.send === true) onTrace?.(record);
    },
    async close() {
      if (file === undefined || file.destroyed) return;
      file.end();
      await once(file, 'close');
    },
  };
}

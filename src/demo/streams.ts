import { createHash } from 'node:crypto';
import type { Exchange } from './exchange.ts';
import { flagParam, numberParam } from './parameters.ts';
import type { Route } from './router.ts';

const MAX_CHUNKS = 100_000;
const MAX_PAUSE_MS = 60_000;

export function streamRoutes(): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/drip',
      about: '`?bytes=10&ms=100`: a body of known length, one byte every `ms`',
      handle: (exchange) => {
        const bytes = numberParam(exchange, 'bytes', { fallback: 10, min: 1, max: MAX_CHUNKS });
        const pauseMs = numberParam(exchange, 'ms', { fallback: 100, min: 0, max: MAX_PAUSE_MS });
        exchange.response.writeHead(200, { 'content-type': 'text/plain', 'content-length': bytes });
        exchange.response.flushHeaders();
        paced(exchange, { count: bytes, pauseMs, chunk: () => '*', finish: () => undefined });
      },
    },
    {
      method: 'GET',
      path: '/stream',
      about: '`?chunks=10&ms=100&size=&trailers=1`: chunked, a line every `ms`; trailers `x-chunks` and `x-sha256`',
      handle: stream,
    },
  ];
}

function stream(exchange: Exchange): void {
  const { request, response } = exchange;
  const count = numberParam(exchange, 'chunks', { fallback: 10, min: 0, max: MAX_CHUNKS });
  const pauseMs = numberParam(exchange, 'ms', { fallback: 100, min: 0, max: MAX_PAUSE_MS });
  const size = numberParam(exchange, 'size', { fallback: 0, min: 0, max: 1024 * 1024 });
  // Only a chunked body can have trailers: not one for HTTP/1.0, nor the answer to HEAD.
  const trailers = flagParam(exchange, 'trailers') && request.httpVersion === '1.1' && request.method === 'GET';
  response.writeHead(200, { 'content-type': 'text/plain', ...(trailers ? { trailer: 'x-chunks, x-sha256' } : {}) });
  response.flushHeaders();
  const hash = createHash('sha256');
  paced(exchange, {
    count,
    pauseMs,
    chunk: (i) => {
      const line = `${`chunk ${i + 1} of ${count}`.padEnd(size - 1, '.')}\n`;
      hash.update(line);
      return line;
    },
    finish: () => {
      if (trailers) response.addTrailers({ 'x-chunks': String(count), 'x-sha256': hash.digest('hex') });
    },
  });
}

interface Pace {
  readonly count: number;
  readonly pauseMs: number;
  readonly chunk: (index: number) => string;
  readonly finish: () => void;
}

/** Writes the chunks one by one, never ahead of a client that reads slowly. */
function paced(exchange: Exchange, { count, pauseMs, chunk, finish }: Pace): void {
  const { request, response } = exchange;
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  let written = 0;
  const next = () => {
    if (response.destroyed) return;
    if (written === count) {
      finish();
      response.end();
      return;
    }
    const drained = response.write(chunk(written++));
    if (drained) pause();
    else response.once('drain', pause);
  };
  const pause = () => {
    if (pauseMs === 0 || written === count) setImmediate(next);
    else timeout = setTimeout(next, pauseMs);
  };
  let timeout: NodeJS.Timeout | undefined;
  response.once('close', () => clearTimeout(timeout));
  next();
}

import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { DemoMetrics } from './metrics.ts';
import type { Route } from './router.ts';

const BODY = 'hello';
const HEADERS = ['Content-Type', 'text/plain', 'Content-Length', String(BODY.length)];

/** Answers `GET /hello` before any routing: the cheapest complete answer node:http gives, counted all the same. */
export function helloAnswerer(metrics: DemoMetrics): (response: ServerResponse) => void {
  const series = metrics.series('GET', '/hello');
  return (response) => {
    const startMs = performance.now();
    writeHello(response);
    series.record(200, (performance.now() - startMs) / 1000);
  };
}

export function helloRoutes(): readonly Route[] {
  const about = 'five bytes, as cheaply as possible: the one to benchmark with';
  return [{ method: 'GET', path: '/hello', about, handle: ({ response }) => writeHello(response) }];
}

function writeHello(response: ServerResponse): void {
  response.writeHead(200, HEADERS);
  response.end(BODY);
}

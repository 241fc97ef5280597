import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Exchange, exchangeOf, fail, type Handler } from './exchange.ts';
import { helloAnswerer } from './hello.ts';
import { Router } from './router.ts';
import { demoRoutes } from './routes.ts';
import type { DemoState } from './state.ts';

/** Answers a request that came to the port of an instance, counted from 1. */
export type Listener = (request: IncomingMessage, response: ServerResponse, port: number) => void;

/** Finds the handler of each request and leads the request to it, through the knobs that are set. */
export function demoListener(state: DemoState): Listener {
  const { knobs, instances, metrics } = state;
  const router = new Router(demoRoutes(state));
  const answerHello = helloAnswerer(metrics);
  return (request, response, port) => {
    if (request.url === '/hello' && request.method === 'GET' && !knobs.any && instances.count === 1) {
      answerHello(response);
      return;
    }
    const exchange = exchangeOf(request, response);
    const method = request.method ?? 'GET';
    const { route, params, handle } = router.find(method, exchange.path);
    exchange.pathParams = params;
    const instance = instances.count === 1 ? 1 : instances.answering(request.socket, port);
    if (instances.count > 1) response.setHeader('x-instance', instance);
    if (!knobs.any) {
      metrics.watch(response, { method, route });
      void answer(handle, exchange);
      return;
    }
    const arrival = { exchange, route, instance };
    knobs.admit(arrival, () => {
      metrics.watch(response, { method, route });
      knobs.trouble(arrival, () => void answer(handle, exchange));
    });
  };
}

async function answer(handle: Handler, exchange: Exchange): Promise<void> {
  try {
    await handle(exchange);
  } catch (error) {
    fail(exchange, error);
  }
}

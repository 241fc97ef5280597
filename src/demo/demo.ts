/**
 * demo/ is the embedded target: a small shop on node:http with endpoints for every way a server can be slow, broken or
 * odd. In comes a seed, out comes a listening server that answers the same requests with the same bytes every time.
 * Each subject is one file that returns its routes; `routes.ts` lists them, `router.ts` finds them, `exchange.ts` is
 * what a handler is given.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../errors/user-error.ts';
import { exchangeOf, fail, type Handler } from './exchange.ts';
import { helloAnswerer } from './hello.ts';
import { DemoMetrics } from './metrics.ts';
import { PreciseTimer } from './precise-timer.ts';
import { Router } from './router.ts';
import { demoRoutes } from './routes.ts';
import type { DemoState } from './state.ts';

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  /** How many items the shop starts with. */
  readonly items?: number;
  /** Logins kept at a time; one more ends the session that has been idle the longest. */
  readonly maxSessions?: number;
  readonly maxBodyBytes?: number;
  readonly maxUploadBytes?: number;
}

export interface Demo {
  readonly url: string;
  readonly port: number;
  /** Stops listening and cuts every connection at once. */
  close(): Promise<void>;
}

/** The year the load line became law. */
const DEFAULT_DEMO_PORT = 1876;

const KEEP_ALIVE_MS = 65_000;
const BACKLOG = 4096;

/**
 * Starts the embedded target.
 *
 * @example
 * const demo = await startDemo({ port: 0, seed: 7 });
 * const items = await (await fetch(`${demo.url}/items?size=5`)).json();
 * await demo.close();
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const host = options.host ?? '127.0.0.1';
  const port = checkedPort(options.port ?? DEFAULT_DEMO_PORT);
  const state: DemoState = {
    seed: options.seed ?? 1,
    items: options.items ?? 5000,
    maxSessions: options.maxSessions ?? 10_000,
    maxBodyBytes: options.maxBodyBytes ?? 1024 * 1024,
    maxUploadBytes: options.maxUploadBytes ?? 64 * 1024 * 1024,
    sockets: new Set<Socket>(),
    metrics: new DemoMetrics(),
    timer: new PreciseTimer(),
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS + 5000 });
  server.on('request', requestListener(state));
  server.on('connection', (socket: Socket) => {
    state.sockets.add(socket);
    socket.once('close', () => state.sockets.delete(socket));
  });
  const bound = await listen(server, { host, port });
  return { url: `http://${authority(bound)}`, port: bound.port, close: closer(server, state) };
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError(`The demo target cannot listen on port ${port}.`, {
    code: 'DEMO_CANNOT_LISTEN',
    hint: 'A port is a whole number from 0 to 65535; 0 takes any free one.',
  });
}

function requestListener(state: DemoState): (request: IncomingMessage, response: ServerResponse) => void {
  const router = new Router(demoRoutes(state));
  const answerHello = helloAnswerer(state.metrics);
  return (request, response) => {
    if (request.url === '/hello' && request.method === 'GET') {
      answerHello(response);
      return;
    }
    const exchange = exchangeOf(request, response);
    const match = router.find(request.method ?? 'GET', exchange.path);
    state.metrics.watch(response, { method: request.method ?? 'GET', route: match.route });
    exchange.pathParams = match.params;
    void answer(match.handle, exchange);
  };
}

async function answer(handle: Handler, exchange: Parameters<Handler>[0]): Promise<void> {
  try {
    await handle(exchange);
  } catch (error) {
    fail(exchange, error);
  }
}

function listen(server: Server, at: { host: string; port: number }): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, at)));
    server.listen({ ...at, backlog: BACKLOG }, () => {
      server.removeAllListeners('error');
      resolve(server.address() as AddressInfo);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): UserError {
  if (cause.code === 'EADDRINUSE') {
    return new UserError(`The demo target cannot start: ${host}:${port} is already in use.`, {
      code: 'DEMO_PORT_IN_USE',
      hint: `Stop what listens there, choose another port with --port, or let --port 0 take any free one.`,
      cause,
    });
  }
  return new UserError(`The demo target cannot listen on ${host}:${port}: ${cause.code ?? cause.message}.`, {
    code: 'DEMO_CANNOT_LISTEN',
    hint: 'Use an address of this machine, such as 127.0.0.1, and a port of 1024 or more (0 takes any free one).',
    cause,
  });
}

/** Where a client on this machine reaches the server: the unspecified addresses cannot be connected to everywhere. */
function authority({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `127.0.0.1:${port}`;
  if (address === '::') return `[::1]:${port}`;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function closer(server: Server, state: DemoState): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      state.timer.stop();
      for (const socket of state.sockets) socket.destroy();
    });
    return closing;
  };
}

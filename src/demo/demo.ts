/**
 * demo/ is the embedded target: a small shop on node:http with endpoints for every way a server can be slow, broken or
 * odd. In comes a seed, out comes a listening server that answers the same requests with the same bytes every time.
 * Each subject is one file that returns its routes; `routes.ts` lists them, `router.ts` finds them, `exchange.ts` is
 * what a handler is given.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../errors/user-error.ts';
import { demoListener } from './listener.ts';
import { type DemoOptions, stateFor } from './options.ts';
import type { DemoState } from './state.ts';

export interface Demo {
  readonly url: string;
  /** One for each instance where instances have ports of their own; else the same as `url`. */
  readonly urls: readonly string[];
  readonly port: number;
  /** Takes all knobs away and sets these. */
  setKnobs(knobs: readonly string[]): void;
  /** Stops listening and cuts every connection at once. */
  close(): Promise<void>;
}

export type { DemoOptions } from './options.ts';

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
  const state = stateFor(options);
  const listener = demoListener(state);
  const ports = state.instances.balance === 'port' ? state.instances.count : 1;
  const servers = Array.from({ length: ports }, (_, i) =>
    newServer(state, (request, response) => listener(request, response, i + 1)),
  );
  const close = closer(servers, state);
  try {
    const bound = await Promise.all(
      servers.map((server, i) => listen(server, { host, port: port === 0 ? 0 : checkedPort(port + i) })),
    );
    const urls = bound.map((address) => `http://${authority(address)}`);
    return {
      url: urls[0] ?? '',
      urls,
      port: bound[0]?.port ?? port,
      setKnobs: (knobs) => state.knobs.set(knobs),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function newServer(state: DemoState, onRequest: RequestListener): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS + 5000 });
  server.on('request', onRequest);
  server.on('connection', (socket: Socket) => {
    state.sockets.add(socket);
    socket.once('close', () => state.sockets.delete(socket));
  });
  return server;
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError(`The demo target cannot listen on port ${port}.`, {
    code: 'DEMO_CANNOT_LISTEN',
    hint: 'A port is a whole number from 0 to 65535; 0 takes any free one.',
  });
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

function closer(servers: readonly Server[], state: DemoState): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= cutAll(servers, state).then(async () => {
      for (const close of state.closing.reverse()) await close();
    });
    return closing;
  };
}

async function cutAll(servers: readonly Server[], state: DemoState): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  state.timer.stop();
  for (const socket of state.sockets) socket.destroy();
  await Promise.all(closed);
  state.knobs.set([]);
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../../errors/user-error.ts';
import { JSON_TYPE } from './answer.ts';
import { SECURITY_HEADERS } from './headers.ts';

export interface Listening {
  readonly port: number;
  /** As the system names the address that is listened on. */
  readonly address: string;
  /** Stops listening, and cuts every connection at once. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** What runs on the port, as far as it can be told: a sentence for the hint. */
  whoListens(): Promise<string>;
}

const MOST_CONNECTIONS = 1000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const KEEP_ALIVE_MS = 10_000;
/** A connection on which nothing moves, such as a reader that stands still; streams of events beat more often. */
const SILENT_MS = 60_000;

/** Listens for HTTP, with bounds on all that a client may keep open. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 2000,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(SILENT_MS);
  server.on('request', options.onRequest);
  server.on('clientError', refuse);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await bound(server, options);
  const { address, port } = server.address() as AddressInfo;
  return {
    address,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function bound(server: Server, { host, port, whoListens }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') return reject(cannotListen(cause, host, port));
      whoListens().then(
        (hint) => reject(new UserError(`the port ${port} is taken`, { code: 'DASHBOARD_PORT_IN_USE', hint, cause })),
        reject,
      );
    });
    server.listen({ host, port, backlog: 256 }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): UserError {
  const hint =
    cause.code === 'EACCES'
      ? 'ports below 1024 are not for everybody: take another one'
      : 'name an address of this machine: --host 127.0.0.1, ::1, or 0.0.0.0 for all of them';
  return new UserError(`the dashboard cannot listen on ${host}, port ${port}: ${cause.message}`, {
    code: 'DASHBOARD_CANNOT_LISTEN',
    hint,
    cause,
  });
}

const PROBLEMS: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'REQUEST_TOO_LARGE', 'the headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_INVALID', 'the request took too long to come'],
};

/** What is no HTTP, or does not come to an end. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const found = Object.hasOwn(PROBLEMS, error.code ?? '') ? PROBLEMS[error.code ?? ''] : undefined;
  const [status, code, message] = found ?? ['400 Bad Request', 'REQUEST_INVALID', 'that is no HTTP request'];
  const body = JSON.stringify({ error: { code, message } });
  const headers = { ...SECURITY_HEADERS, 'cache-control': 'no-store', 'content-type': JSON_TYPE };
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  socket.end(`HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

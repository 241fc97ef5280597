import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';

export interface NodeServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  close(): void;
}

/** Node's own HTTP server on a free port of the loopback, over TLS when told how. */
export async function nodeServer(onRequest: RequestListener, tls?: TlsOptions): Promise<NodeServer> {
  const server = tls === undefined ? createServer(onRequest) : createSecureServer(tls, onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    server,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

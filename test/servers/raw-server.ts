import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A socket of the server, and what has come over it. */
export interface RawPeer {
  readonly socket: Socket;
  /** Everything received, as latin1. */
  received: string;
  /** Counts connections from 0. */
  readonly index: number;
}

export interface RawServer {
  readonly url: string;
  readonly port: number;
  readonly peers: readonly RawPeer[];
  close(): void;
}

/** A server that speaks whatever it is told to: `onData` is called each time bytes have come. */
export async function rawServer(
  onData: (peer: RawPeer) => void,
  options: { onConnection?: (peer: RawPeer) => void; path?: string; host?: string } = {},
): Promise<RawServer> {
  const peers: RawPeer[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const peer: RawPeer = { socket, received: '', index: peers.length };
    peers.push(peer);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      peer.received += bytes.toString('latin1');
      onData(peer);
    });
    options.onConnection?.(peer);
  });
  const port = await listen(server, options);
  return {
    url: `http://${options.host === '::1' ? '[::1]' : '127.0.0.1'}:${port}`,
    port,
    peers,
    close() {
      server.close();
      for (const { socket } of peers) socket.destroy();
    },
  };
}

/** A server that gives the same bytes in answer to each whole head it reads. */
export function answering(response: string | Buffer, options?: { path?: string }): Promise<RawServer> {
  return rawServer((peer) => {
    if (!peer.received.includes('\r\n\r\n')) return;
    peer.received = '';
    peer.socket.write(response);
  }, options);
}

async function listen(server: Server, { path, host = '127.0.0.1' }: { path?: string; host?: string }): Promise<number> {
  if (path === undefined) server.listen(0, host);
  else server.listen(path);
  await once(server, 'listening');
  return path === undefined ? (server.address() as AddressInfo).port : 0;
}

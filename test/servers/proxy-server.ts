import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ProxyServer {
  readonly port: number;
  /** What was asked of it: method, URL or place, and credentials. */
  readonly requests: string[];
  close(): void;
}

/** An HTTP proxy: passes requests on, and tunnels with CONNECT unless it is told to answer those with another status. */
export async function proxyServer(options: { connectStatus?: number } = {}): Promise<ProxyServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const { 'proxy-authorization': credentials = '', ...headers } = incoming.headers;
    requests.push(`${incoming.method} ${incoming.url} ${credentials}`.trim());
    const onward = request(incoming.url as string, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode as number, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket: Socket) => {
    requests.push(`CONNECT ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    const { connectStatus = 200 } = options;
    socket.write(`HTTP/1.1 ${connectStatus} X\r\nvia: test\r\n\r\n`);
    if (connectStatus !== 200) {
      socket.end();
      return;
    }
    const [host = '', port = ''] = (incoming.url ?? '').split(':');
    const onward = connect(Number(port), host);
    for (const each of [socket, onward]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
    socket.pipe(onward).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}

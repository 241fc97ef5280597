import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface FirstByteServer {
  readonly url: string;
  /** When the first byte since the last call arrived, on the clock of `performance.now()`. */
  firstByte(): Promise<number>;
  close(): void;
}

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

/** Notes when a request begins to arrive, and answers so that its sender carries on. */
export async function startFirstByteServer(): Promise<FirstByteServer> {
  let arrived: (ms: number) => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', () => {
      arrived(performance.now());
      socket.write(answer);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstByte: () =>
      new Promise((resolve) => {
        arrived = resolve;
      }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

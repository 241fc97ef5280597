import type { Socket } from 'node:net';
import type { Origin, Target } from '../http/url.ts';

const MAX_ANSWER = 16_384;

/** Asks a proxy for a tunnel to an origin with CONNECT; `done` gets the reason when there is none. */
export function openTunnel(
  { socket, proxy, origin }: { socket: Socket; proxy: Target; origin: Origin },
  done: (failure: string | undefined) => void,
): void {
  const place = `${origin.host.includes(':') ? `[${origin.host}]` : origin.host}:${origin.port}`;
  let answer = '';
  const onData = (bytes: Buffer): void => {
    answer += bytes.toString('latin1');
    const end = /\r?\n\r?\n/.exec(answer);
    if (end === null && answer.length < MAX_ANSWER) return;
    socket.off('data', onData);
    socket.pause();
    const status = /^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1];
    const isOpen = status?.startsWith('2') === true && end !== null && end.index + end[0].length === answer.length;
    done(isOpen ? undefined : `the proxy answered ${status ?? 'nonsense'} to CONNECT ${place}`);
  };
  socket.on('data', onData);
  socket.write(`CONNECT ${place} HTTP/1.1\r\nhost: ${place}\r\n${proxyAuthorization(proxy)}\r\n`, 'latin1');
}

/** The header line that a proxy with credentials in its URL is sent, or nothing. */
export function proxyAuthorization(proxy: Target): string {
  if (proxy.auth === undefined) return '';
  const { username, password } = proxy.auth;
  return `proxy-authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n`;
}

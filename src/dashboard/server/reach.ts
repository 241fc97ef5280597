import { BlockList, isIP } from 'node:net';
import { UserError } from '../../errors/user-error.ts';

/** How the server may be called, in the header `host`: a page of another name that is made to lead here (DNS rebinding) gets nothing. */
export interface Reach {
  /** Address that is listened on, `::` and `0.0.0.0` for all. */
  readonly address: string;
  readonly port: number;
  /** Names besides, in lower case, with a port or for any. */
  readonly allowed: readonly string[];
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether what is sent to the address comes from this machine alone. */
export function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** `name:port` of a header `host`, in lower case; undefined for what is no host. */
export function readHost(header: string): { readonly name: string; readonly port: number | undefined } | undefined {
  const [, name = '', port] =
    /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?$/i.exec(header) ?? [];
  if (name === '' || header.length > 300) return undefined;
  return { name: name.toLowerCase(), port: port === undefined ? undefined : Number(port) };
}

/**
 * Throws for a name that this server does not go by. An address is one it goes by where the connection came in on it:
 * only names can be made to lead elsewhere.
 */
export function checkHost(header: string | undefined, local: string | undefined, reach: Reach): void {
  const host = readHost(header ?? '');
  if (host === undefined) throw refused('the header host is missing, or names no host');
  const { name, port } = host;
  if (reach.allowed.some((each) => each === name || each === `${name}:${port ?? 80}`)) return;
  const bare = name.replace(/^\[|\]$/g, '');
  const isOwn =
    name === 'localhost' || isLoopback(bare) || bare === reach.address.toLowerCase() || bare === plain(local);
  if (isOwn && (port ?? 80) === reach.port) return;
  throw new UserError(`this dashboard does not go by the name '${name}'`, {
    code: 'REQUEST_REFUSED',
    hint: `if it is to be reached by it: plimsoll serve --allow-host ${name}`,
  });
}

/** IPv4 that came in on a socket for both. */
function plain(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
}

export function refused(message: string, hint?: string): UserError {
  return new UserError(message, { code: 'REQUEST_REFUSED', ...(hint === undefined ? {} : { hint }) });
}

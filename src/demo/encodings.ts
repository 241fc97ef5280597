import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Catalogue } from './catalogue.ts';
import { send } from './exchange.ts';
import type { Route } from './router.ts';

const ITEMS = 100;

const ENCODINGS = [
  { path: '/gzip', encoding: 'gzip', encode: (plain: Buffer) => gzipSync(plain) },
  { path: '/deflate', encoding: 'deflate', encode: (plain: Buffer) => deflateSync(plain) },
  { path: '/br', encoding: 'br', encode: (plain: Buffer) => brotliCompressSync(plain) },
] as const;

/** The first items as they are when the route is first asked for, compressed once. */
export function encodingRoutes(catalogue: Catalogue): readonly Route[] {
  return ENCODINGS.map(({ path, encoding, encode }) => {
    let body: Buffer | undefined;
    return {
      method: 'GET',
      path,
      about: `\`{encoding, items}\` with ${ITEMS} items, always in ${encoding}`,
      handle: (exchange) => {
        body ??= encode(Buffer.from(JSON.stringify({ encoding, items: catalogue.list().slice(0, ITEMS) })));
        const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
        send(exchange, body, { headers });
      },
    } satisfies Route;
  });
}

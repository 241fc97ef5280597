import { scrypt, timingSafeEqual } from 'node:crypto';

const HASH_BYTES = 32;
const BLOCK_SIZE = 8;
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;

/** scrypt (RFC 7914) with 2^cost rounds, in Node's pool of threads: takes CPU, and leaves the event loop alone. */
export function hashPassword(password: string, { salt, cost }: { salt: string; cost: number }): Promise<Buffer> {
  const options = { N: 2 ** cost, r: BLOCK_SIZE, p: 1, maxmem: MAX_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, hash) => (error === null ? resolve(hash) : reject(error)));
  });
}

export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { UserError } from '../errors/user-error.ts';

/** Half the size of gzip's quickest in the same time, for runs. */
const RUN_QUALITY = 3;
/** Windows of 256 kB: as good for what is packed here, and no 4 MB of fresh memory each second. */
const WINDOW_BITS = 18;
/** A text longer than this fits no string. */
const MOST_BYTES = 500_000_000;

/** Bytes that hold a value, which is plain JSON. Compressing does not keep this thread from its work. */
export async function packed(value: unknown): Promise<Uint8Array> {
  return compressed(Buffer.from(JSON.stringify(value)), RUN_QUALITY);
}

export async function unpacked<T>(bytes: Uint8Array, what: string): Promise<T> {
  try {
    return JSON.parse((await decompressed(bytes)).toString()) as T;
  } catch (cause) {
    throw damaged(what, cause);
  }
}

export function compressed(bytes: Uint8Array, quality: number): Promise<Buffer> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return promisify<Uint8Array, object, Buffer>(brotliCompress)(bytes, { params });
}

export function decompressed(bytes: Uint8Array): Promise<Buffer> {
  return promisify<Uint8Array, object, Buffer>(brotliDecompress)(bytes, { maxOutputLength: MOST_BYTES });
}

export function damaged(what: string, cause: unknown): UserError {
  return new UserError(`${what} is damaged in the store: ${cause instanceof Error ? cause.message : cause}`, {
    code: 'STORE_DAMAGED',
    hint: 'delete it with plimsoll runs delete, or import it again from where it was exported to',
    cause,
  });
}

import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { type Exchange, Refusal, send } from '../exchange.ts';
import { numberParam } from '../parameters.ts';
import { ByteCache } from './byte-cache.ts';
import type { StoredFile } from './file-store.ts';
import { decodePng, encodePng, isPng } from './png.ts';
import { fitWithin, scalePicture } from './scale-picture.ts';

const MAX_SIDE = 1024;
const MAX_PICTURE_BYTES = 16 * 1024 * 1024;
const CACHE_BYTES = 32 * 1024 * 1024;
const BEGINNING_BYTES = 8;

/** Small pictures of large ones, made one at a time and kept for the next who asks. */
export class Thumbnails {
  private readonly cache = new ByteCache(CACHE_BYTES);
  private readonly making = new Map<string, Promise<Buffer>>();
  private last: Promise<unknown> = Promise.resolve();

  async send(exchange: Exchange, file: StoredFile): Promise<void> {
    const width = numberParam(exchange, 'width', { fallback: 128, min: 1, max: MAX_SIDE });
    const height = numberParam(exchange, 'height', { fallback: MAX_SIDE, min: 1, max: MAX_SIDE });
    const key = `${file.sha256} ${width} ${height}`;
    const cached = this.cache.get(key);
    const picture = cached ?? (await this.make(key, file, { width, height }));
    const headers = { 'content-type': 'image/png', 'x-cache': cached === undefined ? 'MISS' : 'HIT' };
    send(exchange, picture, { headers });
  }

  private make(key: string, file: StoredFile, bounds: { width: number; height: number }): Promise<Buffer> {
    const begun = this.making.get(key);
    if (begun !== undefined) return begun;
    const made = this.last.then(async () => {
      const picture = await decodePng(await readPicture(file));
      const thumbnail = await encodePng(scalePicture(picture, fitWithin(picture, bounds)));
      this.cache.set(key, thumbnail);
      return thumbnail;
    });
    this.making.set(key, made);
    this.last = made.catch(() => undefined).finally(() => this.making.delete(key));
    return made;
  }
}

const decoders = { plain: undefined, gzip: promisify(gunzip), br: promisify(brotliDecompress) };

/** The size on the disk and what it begins with are looked at first: no 256 MB are read to see that they are no picture. */
async function readPicture(file: StoredFile): Promise<Buffer> {
  const decode = decoders[file.stored];
  try {
    if (decode === undefined && !isPng(await beginningOf(file))) return Buffer.alloc(0);
    if (file.size > MAX_PICTURE_BYTES) {
      throw new Refusal(413, `Thumbnails are made of files of up to ${MAX_PICTURE_BYTES} bytes.`);
    }
    const data = await readFile(file.path);
    return decode === undefined ? data : await decode(data, { maxOutputLength: MAX_PICTURE_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Refusal(404, 'The file was deleted a moment ago.');
  }
}

async function beginningOf({ path }: StoredFile): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

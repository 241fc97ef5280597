import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { Refusal } from '../exchange.ts';
import type { Picture } from './scale-picture.ts';

/** Pictures are worked on in one piece, which nothing else happens during. */
export const MAX_PIXELS = 4 * 1024 * 1024;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** By colour type: grey, RGB, palette, grey with alpha, RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Where each pass of an interlaced picture begins and how far it steps: x, y, x, y (PNG, 8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const inflateAll = promisify(inflate);

export function isPng(beginning: Buffer): boolean {
  return beginning.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

/** Decodes a PNG of bounded size into RGBA; whatever else is refused, before memory is taken for it. */
export async function decodePng(file: Buffer): Promise<Picture> {
  if (!isPng(file)) throw new Refusal(415, 'Thumbnails are made of PNG pictures, which this is not.');
  await checkPixels(file);
  const { PNG } = await import('pngjs');
  try {
    const { width, height, data } = PNG.sync.read(file);
    return { width, height, data };
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
}

export async function encodePng({ width, height, data }: Picture): Promise<Buffer> {
  const { PNG } = await import('pngjs');
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(png, { deflateLevel: 6 });
}

/**
 * The decoder takes memory by what the header promises, inflates interlaced pictures to whatever they become, and shows
 * what lay in memory before where the data are too few. So there must be one header, and the data must be as long as it says.
 */
async function checkPixels(file: Buffer): Promise<void> {
  const chunks = [...chunksOf(file)];
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== 13 || chunks.filter(({ type }) => type === 'IHDR').length > 1) {
    throw damaged('it has no header, or several');
  }
  const width = header.data.readUInt32BE(0);
  const height = header.data.readUInt32BE(4);
  if (width * height > MAX_PIXELS) {
    throw new Refusal(413, `Thumbnails are made of up to ${MAX_PIXELS} pixels; the picture has ${width} × ${height}.`);
  }
  const [depth = 0, colourType = 0] = header.data.subarray(8);
  const bytes = dataBytes({ width, height }, (CHANNELS[colourType] ?? 0) * depth, header.data[12] === 1);
  const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data));
  const inflated = await inflateAll(data, { maxOutputLength: Math.max(1, bytes) }).catch(() => undefined);
  if (bytes === 0 || inflated?.length !== bytes) throw damaged('its data are not the pixels that its header promises');
}

/** What the data of a picture inflate to: rows of a filter type and pixels, of each pass where it is interlaced. */
function dataBytes(size: { width: number; height: number }, bitsAPixel: number, interlaced: boolean): number {
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
  return passes.reduce((sum, [left, top, right, down]) => {
    const columns = Math.ceil((size.width - left) / right);
    const rows = Math.ceil((size.height - top) / down);
    return columns <= 0 || rows <= 0 ? sum : sum + rows * (1 + Math.ceil((columns * bitsAPixel) / 8));
  }, 0);
}

function damaged(how: string): Refusal {
  return new Refusal(422, `The picture is damaged: ${how}.`);
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function* chunksOf(file: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE.length; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: file.subarray(at + 8, Math.min(file.length, at + 8 + length)) };
    at += 12 + length;
  }
}

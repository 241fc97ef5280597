import { hashString } from '../../load/random.ts';
import type { DataFile } from '../sets/data-set.ts';
import type { Kind } from './kind.ts';
import { Page } from './page.ts';
import { RandomPool } from './random-pool.ts';

export interface LargeFile {
  readonly path: string;
  readonly size: number;
  readonly seed: number;
  readonly kind: Kind;
}

const PART_BYTES = 2 ** 20;
/** Below this a file is made in one piece and need not look like anything. */
const SMALL_BYTES = 4096;

/** A file of exactly so many bytes. Each part follows from seed, path and its own number. */
export function largeFile(file: LargeFile): DataFile {
  const { path, size, kind } = file;
  const small = size < SMALL_BYTES ? kind.small(size) : undefined;
  if (small !== undefined) return { path, expectedBytes: size, content: () => [small] };
  const count = Math.ceil(size / PART_BYTES);
  const maker = partMaker(file, count);
  return {
    path,
    expectedBytes: size,
    *content() {
      for (let part = 0; part < count; part++) yield maker(part);
    },
    parts: { count, make: (part) => [maker(part)] },
  };
}

/** All parts are made in one page, which is not there before the first one is. */
function partMaker({ path, size, seed, kind }: LargeFile, count: number): (part: number) => Uint8Array {
  const stream = hashString(path);
  let tools: { page: Page; pool: RandomPool } | undefined;
  return (part) => {
    tools ??= { page: new Page(PART_BYTES), pool: new RandomPool() };
    const { page, pool } = tools;
    const length = partStart(part + 1, size, count) - partStart(part, size, count);
    const isLast = part === count - 1;
    page.at = 0;
    pool.reseed(seed, stream, part);
    if (part === 0) page.put(kind.head);
    kind.fill(page, { end: isLast ? length - kind.tail.length : length, pool, part });
    if (isLast) page.put(kind.tail);
    return page.bytes.subarray(0, length);
  };
}

/** Parts differ by a byte at most, so that the last is no stub. Exact for every size that a number can hold. */
function partStart(part: number, size: number, count: number): number {
  const each = Math.floor(size / count);
  return part * each + Math.min(part, size - each * count);
}

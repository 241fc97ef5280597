import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/user-error.ts';
import type { BenchCase, Place } from './bench-case.ts';

/** Found by every copy of this module in a process: a file may import `plimsoll` by several ways. */
const COLLECTING = Symbol.for('plimsoll.benches');

/** What a file's calls of `bench` and `group` add to while it is being loaded. */
export interface Collection {
  readonly cases: BenchCase[];
  readonly byKey: Map<string, BenchCase>;
  /** Names of the groups that are open, the outermost first. */
  readonly groups: GroupScope[];
}

export interface GroupScope {
  readonly name: string;
  readonly isSkipped: boolean;
  readonly isOnly: boolean;
}

interface Collecting {
  [COLLECTING]?: Collection | undefined;
}

/** Benchmarks that `load` tells of by calling `bench`. */
export async function collectCases(load: () => Promise<unknown>): Promise<readonly BenchCase[]> {
  const target = globalThis as Collecting;
  const collection: Collection = { cases: [], byKey: new Map(), groups: [] };
  const before = target[COLLECTING];
  target[COLLECTING] = collection;
  try {
    await load();
    return collection.cases;
  } finally {
    target[COLLECTING] = before;
  }
}

/** What is being collected now; an error outside of the loading of a benchmark file. */
export function openCollection(called: string): Collection {
  const collection = (globalThis as Collecting)[COLLECTING];
  if (collection !== undefined) return collection;
  throw new UserError(`${called} is called outside of a file that 'plimsoll bench' is loading`, {
    code: 'BENCH_OUTSIDE',
    hint: 'call it at the top level of a *.bench.ts file and run that with plimsoll bench; PerformanceBenchmark measures in any program',
  });
}

const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The line of the user's that a function of this folder was called from. */
export function callerPlace(): Place | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const stack = new Error('where').stack ?? '';
  Error.stackTraceLimit = limit;
  for (const [, place = '', line, column] of stack.matchAll(/^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
    const path = place.startsWith('file://') ? fileURLToPath(place) : place;
    if (path.startsWith('node:') || (path.startsWith(OWN_FOLDER) && !/\.test\.ts$/.test(path))) continue;
    return { file: relative(process.cwd(), path) || path, line: Number(line), column: Number(column) };
  }
  return undefined;
}

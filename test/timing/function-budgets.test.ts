import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';

const built = new URL('../../dist/index.js', import.meta.url).href;
const { run }: typeof Plimsoll = await import(built);

/** Functions as people write them, good and bad. */
const FUNCTIONS = `
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

const rows = Array.from({ length: 5000 }, (_, id) => ({ id, name: 'row ' + id, price: id % 97 }));
const kept: unknown[] = [];
let calls = 0;

async function pageOf(from: number, size: number) {
  await turn();
  return rows.slice(from, from + size).map((row) => ({ ...row, shown: row.name.toUpperCase() }));
}

export async function pages({ items = 1200, size = 50, pauseMs = 0 } = {}) {
  const all: object[] = [];
  while (all.length < items) {
    all.push(...(await pageOf(all.length, Math.min(size, items - all.length))));
    if (pauseMs > 0) await pause(pauseMs);
  }
  return { rows: all };
}
export async function fatPages() {
  const copies = Buffer.alloc(60e6, 1);
  const page = await pages();
  return copies.length > 0 ? page : undefined;
}
export async function failingPages() {
  if (++calls % 5 === 0) throw new Error('the page was torn');
  return pages();
}

/** The same buffer for every piece. */
export async function streamed(file: string) {
  const handle = await open(file);
  const hash = createHash('sha1');
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let total = 0;
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return { total, digest: hash.digest('hex') };
      hash.update(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
/** A stream is read to its end by whoever measures it. */
export const asStream = (file: string) => createReadStream(file, { highWaterMark: 1 << 20 });
export async function wholeFile(file: string) {
  const bytes = await readFile(file);
  return { total: bytes.length, digest: createHash('sha1').update(bytes).digest('hex') };
}
export async function leakyStream(file: string) {
  kept.push(Buffer.alloc(15e6, 1));
  return streamed(file);
}
export async function slowStream() {
  await pause(600);
  return { total: 3e6 };
}

export async function waits() {
  await pause(30);
  await turn();
  return 1;
}
let last: Promise<unknown> = Promise.resolve();
/** One after the other, as behind a lock. */
export function locked() {
  last = last.then(() => pause(80));
  return last;
}
export async function blocks() {
  const until = performance.now() + 120;
  while (performance.now() < until);
  await turn();
}
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-function-'));
  writeFileSync(join(folder, 'functions.ts'), FUNCTIONS);
  for (const [name, size] of [
    ['large.bin', 100e6],
    ['small.bin', 3e6],
  ] as const) {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), size);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly function: string;
  readonly measure?: object;
  readonly load: object;
  readonly limits: readonly string[];
}

let tests = 0;

async function ran({ function: name, measure = {}, load, limits }: Case): Promise<Plimsoll.Run> {
  const file = `${name}-${++tests}.json`;
  const config = { processor: 'functions.ts', load, limits, gracefulStop: '1s' };
  const scenarios = [{ name, function: name, measure: { timeout: '5s', ...measure } }];
  writeFileSync(join(folder, file), JSON.stringify({ config, scenarios }));
  return run(file, { cwd: folder });
}

const crossed = ({ limits }: Plimsoll.Run) => limits.filter(({ passed }) => passed !== true).map(({ rule }) => rule);
/** A busy machine may cross others besides. */
const crossedMetrics = ({ limits }: Plimsoll.Run) =>
  limits.filter(({ passed }) => passed !== true).map(({ metric }) => metric);
const isolations = ['thread', 'process'] as const;

describe('1,000 items and more, paged in less than 200 ms with less than 50 MB, at more than 5,000 a second', () => {
  const limits = [
    'function_call_items min >= 1000',
    'function_duration p95 < 200ms',
    'function_memory_peak max < 50MB',
    'function_items perSecond > 5000',
    'function_failed rate == 0',
  ];
  const load = { users: 1, duration: '500ms' };
  const measure = { items: 'rows' };

  it.each(isolations)('are paged so, in a %s', { retry: 1 }, async (isolate) => {
    const result = await ran({ function: 'pages', measure: { ...measure, isolate }, load, limits });
    expect(crossed(result)).toEqual([]);
    expect(result.verdict).toBe('passed');
  });

  it.each<[string, Partial<Case>, string[]]>([
    ['too few', { function: 'pages', measure: { ...measure, input: { items: 900 } } }, ['function_call_items']],
    [
      'too slow',
      { function: 'pages', measure: { ...measure, input: { pauseMs: 12 } } },
      ['function_duration', 'function_items'],
    ],
    ['too fat', { function: 'fatPages' }, ['function_memory_peak']],
    ['torn at times', { function: 'failingPages' }, ['function_failed']],
  ])('are found out where they are %s', async (_, bad, metrics) => {
    const result = await ran({ function: 'pages', measure, load, limits, ...bad });
    expect(crossedMetrics(result)).toEqual(expect.arrayContaining(metrics));
    expect(result.verdict).toBe('failed');
  });
});

describe('a file of 100 MB, streamed at more than 10 MB/s with a peak below 50 MB and a growth below 20 MB', () => {
  const limits = [
    'function_bytes perSecond > 10MB',
    'function_memory_peak max < 50MB',
    'function_memory_growth max < 20MB',
    'function_failed rate == 0',
  ];
  const load = { iterations: 3, users: 1 };
  const measure = { input: 'large.bin', bytes: 'total' };
  const at = (file: string) => ({ ...measure, input: join(folder, file) });

  it.each(isolations)('is streamed so, in a %s', { retry: 1 }, async (isolate) => {
    const large = { ...at('large.bin'), isolate };
    const result = await ran({ function: 'streamed', measure: large, load, limits });
    expect(crossed(result)).toEqual([]);
    const stream = { ...large, bytes: true, items: true };
    const asStream = await ran({ function: 'asStream', measure: stream, load, limits: ['function_failed rate == 0'] });
    const bytes = asStream.metrics.find(({ name }) => name === 'function_bytes');
    expect(bytes).toMatchObject({ total: 300e6 });
  });

  it.each([
    { how: 'read as a whole', function: 'wholeFile', file: 'large.bin', metric: 'function_memory_peak' },
    { how: 'kept in part', function: 'leakyStream', file: 'small.bin', metric: 'function_memory_growth' },
    { how: 'read slowly', function: 'slowStream', file: 'small.bin', metric: 'function_bytes' },
  ])('is found out where it is $how', async ({ function: name, file, metric }) => {
    const result = await ran({ function: name, measure: at(file), load, limits });
    expect(crossedMetrics(result)).toContain(metric);
  });
});

describe('ten at once, in less than 500 ms on average and all of them well', () => {
  const limits = ['response_time mean < 500ms', 'function_blocking max < 100ms', 'function_failed rate == 0'];
  const load = { iterations: 20, users: 10 };

  it.each(isolations)('come out so, in a %s', { retry: 1 }, async (isolate) => {
    const result = await ran({ function: 'waits', measure: { isolate }, load, limits });
    expect(crossed(result)).toEqual([]);
    expect(result.metrics.find(({ name, tags }) => name === 'function_calls' && tags.name === 'waits')).toMatchObject({
      total: 20,
    });
  });

  it.each<[string, string, string[]]>([
    ['wait for one another', 'locked', ['response_time']],
    ['hold the event loop', 'blocks', ['response_time', 'function_blocking']],
  ])('are found out where they %s', async (_, name, metrics) => {
    const result = await ran({ function: name, measure: { isolate: 'process' }, load, limits });
    expect(crossedMetrics(result)).toEqual(expect.arrayContaining(metrics));
  });
});

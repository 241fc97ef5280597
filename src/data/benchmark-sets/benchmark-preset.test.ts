import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchmarkPreset } from './benchmark-preset.ts';
import type { BenchmarkOptions, PartSummary } from './benchmark-settings.ts';

const set = benchmarkPreset.open(5, {});
const listed = [...(set.files?.() ?? [])];
const paths = new Set(listed.map(({ path }) => path));
/** Half of all bytes are those of the high level of memory, of which one file does: what the others hold is in expected.json. */
const made = listed.filter(({ path }) => !path.endsWith('-high.json') || path.includes('numbers'));
const root = mkdtempSync(join(tmpdir(), 'plimsoll-benchmark-'));
const sizes = new Map<string, number>();
const hashes = new Map<string, string>();

beforeAll(() => {
  for (const { path, content } of made) {
    const bytes = Buffer.concat([...content()]);
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    sizes.set(path, bytes.length);
    hashes.set(path, createHash('sha256').update(bytes).digest('hex'));
  }
  buildTests();
}, 60_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

function contents(seed: number, options: Partial<BenchmarkOptions>): ReadonlyMap<string, Buffer> {
  const files = benchmarkPreset.open(seed, options).files?.() ?? [];
  return new Map(Array.from(files, ({ path, content }) => [path, Buffer.concat([...content()])]));
}

interface FunctionTest {
  readonly options: {
    readonly load: { readonly users: number; readonly iterations: number };
    readonly input: string | ((user: { iteration: number }) => unknown);
  };
  run(input: unknown): unknown;
}

/** Beside each test what can be run of it, with a stand-in for `plimsoll`. */
function buildTests(): void {
  const standIn = join(root, 'plimsoll.mjs');
  writeFileSync(standIn, 'export const functionTest = (name, options, run) => ({ name, options, run });');
  const entryPoints = [...sizes.keys()].filter((path) => path.endsWith('.ts')).map((path) => join(root, path));
  const settings = { bundle: true, platform: 'node', format: 'esm', alias: { plimsoll: standIn } } as const;
  buildSync({ ...settings, entryPoints, outdir: root, outbase: root, outExtension: { '.js': '.mjs' } });
}

/** A test of the set, with its functions. */
async function testAt(path: string): Promise<FunctionTest> {
  const built = join(root, path.replace(/\.ts$/, '.mjs'));
  return (await import(/* @vite-ignore */ pathToFileURL(built).href)).default;
}

/** Calls the function of a test as often as its load says, one call after the other. */
async function carryOut(path: string, calls = Number.POSITIVE_INFINITY): Promise<void> {
  const { options, run } = await testAt(path);
  const { input, load } = options;
  for (let iteration = 0; iteration < Math.min(load.iterations, calls); iteration++) {
    await run(typeof input === 'function' ? input({ iteration }) : input);
  }
}

function replaceIn(path: string, from: string, to: string): () => void {
  const file = join(root, path);
  const before = readFileSync(file);
  writeFileSync(file, before.toString().replace(from, to));
  return () => writeFileSync(file, before);
}

describe('a benchmark set', () => {
  it('has the same bytes from the same seed, in whatever order its files are made', () => {
    const files = [...(benchmarkPreset.open(5, { parts: ['pages', 'edge-cases'] }).files?.() ?? [])].reverse();
    for (const { path, content } of files) {
      if (path === 'index.json' || path === 'README.md') continue;
      const hash = createHash('sha256');
      for (const piece of content()) hash.update(piece);
      expect(hash.digest('hex'), path).toBe(hashes.get(path));
    }
  });

  it('has bytes that stay the same from version to version', () => {
    const all = createHash('sha256');
    for (const [path, hash] of hashes) all.update(path).update(hash);
    expect(all.digest('hex')).toMatchInlineSnapshot(
      `"27032d23dc4d69b10dd866d769d42b574e1a16f9bd54d72af109585c813710c7"`,
    );
  });

  it('says beforehand how many files it has, and about how many bytes', () => {
    const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
    expect(set.expected).toEqual({ files: paths.size, bytes: sum(listed.map((file) => file.expectedBytes)) });
    expect(Math.abs(sum(made.map((file) => file.expectedBytes)) / sum(sizes.values()) - 1)).toBeLessThan(0.15);
  });

  it('lists in its index every part with its results, tests and limits', () => {
    const { parts } = JSON.parse(readFileSync(join(root, 'index.json'), 'utf8')) as { parts: PartSummary[] };
    expect(parts.map(({ name }) => name)).toEqual(['pages', 'streams', 'memory', 'edge-cases']);
    for (const { expected, tests } of parts) {
      expect(paths.has(expected)).toBe(true);
      expect(tests.length).toBeGreaterThan(0);
      for (const { file, limits } of tests) {
        expect(paths.has(file), file).toBe(true);
        expect(limits).toContain('function_failed rate == 0%');
      }
    }
  });

  it('links only to files that it has', () => {
    const readme =
      contents(5, { parts: ['pages'] })
        .get('README.md')
        ?.toString() ?? '';
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => posix.join(link ?? ''));
    expect(links.filter((link) => !paths.has(link))).toEqual([]);
    expect(links.length).toBe(3);
  });

  it('grows with its scale', () => {
    const { expected } = benchmarkPreset.open(5, { scale: 10 });
    expect(expected.bytes / set.expected.bytes).toBeGreaterThan(9);
  });

  it('is made in parts where only some are asked for', () => {
    const some = [...contents(5, { parts: ['pages'] }).keys()];
    expect(new Set(some.map((path) => path.split('/')[0]))).toEqual(new Set(['pages', 'README.md', 'index.json']));
  });

  it.each([
    [{ parts: ['page'] }, /parts has to be some of pages, streams, memory, edge-cases/],
    [{ parts: [] }, /parts/],
    [{ scale: 0 }, /scale has to be a whole number from 1 to 1000/],
    [{ sclae: 1 }, /no option 'sclae'/],
  ])('is refused where its options can not be: %j', (options, message) => {
    expect(() => benchmarkPreset.open(1, options as object)).toThrow(message);
  });
});

describe('the tests of a benchmark set', () => {
  it('read pages of every size, and notice a page that differs', async () => {
    await carryOut('pages/benchmark.ts', 5);
    const restore = replaceIn('pages/size-500/page-00003.json', '"quantity":1', '"quantity":2');
    await expect(carryOut('pages/benchmark.ts', 5)).rejects.toThrow();
    restore();
  });

  it('read a stream in chunks of every size, and notice a letter that differs', async () => {
    await carryOut('streams/at-once-10.ts', 5);
    const restore = replaceIn('streams/records.ndjson', 'item-0000777', 'item-0000778');
    await expect(carryOut('streams/at-once-10.ts', 5)).rejects.toThrow();
    restore();
    const loads = await Promise.all([1, 10, 50, 100].map((users) => testAt(`streams/at-once-${users}.ts`)));
    expect(loads.map(({ options }) => options.load.users)).toEqual([1, 10, 50, 100]);
  });

  it('parse every kind of value, and notice one that differs', async () => {
    const tests = [...sizes.keys()].filter((path) => /^memory\/.*-(low|medium)\.ts$/.test(path));
    expect(tests.length).toBe(16);
    for (const path of tests) await carryOut(path, 1);
    const restore = replaceIn('memory/numbers-low.json', '[', '[1,');
    await expect(carryOut('memory/numbers-low.ts', 1)).rejects.toThrow();
    restore();
  });

  it('pass on all edge cases with a correct reader, and notice one that is read otherwise', async () => {
    await carryOut('edge-cases/benchmark.ts');
    for (const [file, from, to] of [
      ['unicode.json', '日本語', '日本吾'],
      ['numbers.json', '-0', '0'],
      ['duplicate-keys.json', '"a":4', '"a":5'],
      ['trailing-comma.json', ',]', ']'],
      ['quoted.csv', '""hi""', 'hi'],
    ] as const) {
      const restore = replaceIn(`edge-cases/${file}`, from, to);
      await expect(carryOut('edge-cases/benchmark.ts'), file).rejects.toThrow();
      restore();
    }
  });
});

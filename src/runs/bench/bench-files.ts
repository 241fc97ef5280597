import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { BenchFacts } from '../../bench/bench-case.ts';
import type { SideCode } from '../../bench/messages.ts';
import { bundle } from '../../define/bundle/bundle.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Checkout } from '../checkouts/checkout.ts';
import { findFiles } from '../ci/find-files.ts';

/** A build of what is measured. */
export type Side = Pick<Checkout, 'dir' | 'label'> & Partial<Pick<Checkout, 'packages'>>;

/** One file of benchmarks. */
export interface BenchFile {
  /** As people know it. */
  readonly path: string;
  readonly after: SideCode;
  /** The same of the build it is compared with. */
  readonly before?: SideCode;
  /** The two builds have different texts of it. */
  readonly differs: boolean;
}

/** A file whose benchmarks are known. */
export interface ListedFile extends BenchFile {
  readonly cases: readonly BenchFacts[];
  readonly beforeCases: readonly BenchFacts[];
}

export const BENCH_PATTERNS: readonly string[] = ['**/*.bench.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'];

/** The files named, in folders all that they hold; without any, all below the folder. */
export async function findBenchFiles(named: readonly string[], cwd: string): Promise<string[]> {
  if (named.length === 0) {
    const { files } = await findFiles(cwd, BENCH_PATTERNS, { isUsual: true });
    if (files.length > 0) return files.map((file) => resolve(cwd, file));
    throw new UserError(`there is no file of benchmarks below ${cwd}`, {
      code: 'BENCH_NONE',
      hint: "name a file, or write one that ends in .bench.ts: import { bench } from 'plimsoll'",
    });
  }
  const found = await Promise.all(named.map((each) => filesNamed(each, cwd)));
  return [...new Set(found.flat())];
}

async function filesNamed(named: string, cwd: string): Promise<string[]> {
  const path = resolve(cwd, named);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const { files } = isFolder ? await findFiles(path, BENCH_PATTERNS) : await findFiles(cwd, [named]);
  const dir = isFolder ? path : cwd;
  if (files.length > 0) return files.map((file) => resolve(dir, file));
  throw new UserError(isFolder ? `there is no file of benchmarks in ${named}` : `there is no file ${named}`, {
    code: 'BENCH_NONE',
    hint: 'name files, folders, or patterns in quotes; files of benchmarks end in .bench.ts, .bench.js, …',
  });
}

/** Bundles a file for the builds that it is measured with. */
export async function bundleBenchFile(
  path: string,
  { cwd, before, after }: { readonly cwd: string; readonly before?: Side; readonly after?: Side },
): Promise<BenchFile> {
  const place = placeIn(path, { from: cwd, to: after?.dir ?? cwd });
  const shown = relative(cwd, path) || path;
  const code = await bundle(place, cwd, { ...packagesOf(after), ...standIn(place, path) });
  const file = { path: shown, after: { name: 'after' as const, code } };
  if (before === undefined) return { ...file, differs: false };
  const other = placeIn(path, { from: cwd, to: before.dir });
  const beforeCode = await bundle(other, cwd, { ...packagesOf(before), ...standIn(other, place, path) });
  return { ...file, before: { name: 'before', code: beforeCode }, differs: await textsDiffer(place, other) };
}

function packagesOf(side: Side | undefined): { packages?: Readonly<Record<string, string>> } {
  return side?.packages === undefined ? {} : { packages: side.packages };
}

/** The same file in another folder; one outside of the folder is the same everywhere. */
function placeIn(path: string, { from, to }: { readonly from: string; readonly to: string }): string {
  const inside = relative(from, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : join(to, inside);
}

/** A build that has no such file yet is measured with the other one's. */
function standIn(place: string, ...others: readonly string[]): { text?: string } {
  if (existsSync(place)) return {};
  const text = others.find((other) => existsSync(other));
  return text === undefined ? {} : { text };
}

async function textsDiffer(a: string, b: string): Promise<boolean> {
  if (a === b || !existsSync(a) || !existsSync(b)) return false;
  const [left, right] = await Promise.all([readFile(a, 'utf8'), readFile(b, 'utf8')]);
  return left !== right;
}

import { readFile, stat } from 'node:fs/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserError } from '../errors/user-error.ts';
import type { Run } from '../model/run.ts';
import { formatBytes } from '../model/units.ts';
import { renderJson } from '../reporters/json.ts';
import type { Store } from '../stores/store.ts';
import { runFromText } from './read-run-file.ts';
import { checkedRun, invalid, parsed, refuseDeep, storableRun } from './run-texts.ts';

/** Of a file, compressed or not: more than anybody has runs, and less than would fill the memory of a small machine. */
const MOST_BYTES = 2 ** 30;
const GZIP = [0x1f, 0x8b];
const NEWLINE = 0x0a;

/** One run as people read it, or on a line where that would round its figures; several as a line each. */
export async function* runTexts(store: Store, ids: readonly string[]): AsyncGenerator<string> {
  for (const id of ids) {
    const run = await store.get(id);
    if (run === undefined) continue;
    yield (ids.length === 1 ? readable(run) : undefined) ?? `${JSON.stringify(run)}\n`;
  }
}

function readable(run: Run): string | undefined {
  const text = renderJson(run);
  return isDeepStrictEqual(JSON.parse(text), run) ? text : undefined;
}

/** The runs of a file, each checked: what `runs export` or `--json` wrote, or the results of another tool that measures benchmarks. */
export async function* runsIn(path: string, name: string): AsyncGenerator<Run> {
  const bytes = await contentOf(path, name);
  if (!isByLine(bytes)) {
    yield* wholeFile(bytes, name);
    return;
  }
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    const { text, end } = lineAt(bytes, at);
    number++;
    at = end;
    if (text.trim() !== '') yield storableRun(text, `line ${number} of ${name}`);
  }
}

async function contentOf(path: string, name: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new Error(`it has ${formatBytes(size)}, more than ${formatBytes(MOST_BYTES)}`);
    const bytes = await readFile(path);
    if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return withoutMark(bytes);
    return withoutMark(await promisify<Uint8Array, object, Buffer>(gunzip)(bytes, { maxOutputLength: MOST_BYTES }));
  } catch (cause) {
    throw new UserError(`${name} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_READ_RUN_FILE',
      hint: 'see whether it came over whole; very many runs are exported in parts, with --since and --until',
      cause,
    });
  }
}

/** Editors put a byte order mark in front. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** One run, or a suite of them. */
function* wholeFile(bytes: Buffer, name: string): Generator<Run> {
  if (bytes.length > MOST_OF_TEXT) throw invalid(name, `it has ${formatBytes(bytes.length)} on one line`);
  const text = bytes.toString();
  if (!OWN.test(text.slice(0, HEAD))) {
    refuseDeep(text, name);
    yield checkedRun(runFromText(text, name), name);
    return;
  }
  const value = parsed(text, name);
  const runs = suiteRuns(value);
  if (runs === undefined) yield checkedRun(value, name);
  else for (const [at, run] of runs.entries()) yield checkedRun(run, `run ${at + 1} of ${name}`);
}

/** Longer ones V8 can't hold. */
const MOST_OF_TEXT = 500_000_000;
const HEAD = 2000;
const OWN = /"plimsoll\.(?:run|suite)\//;

function suiteRuns(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { schema, runs } = value as { schema?: unknown; runs?: unknown };
  return schema === 'plimsoll.suite/1' && Array.isArray(runs) ? runs : undefined;
}

function lineAt(bytes: Buffer, from: number): { readonly text: string; readonly end: number } {
  const at = bytes.indexOf(NEWLINE, from);
  const end = at < 0 ? bytes.length : at + 1;
  return { text: bytes.toString('utf8', from, end), end };
}

/** A whole run on the first line, and more behind it. */
function isByLine(bytes: Buffer): boolean {
  const { text, end } = lineAt(bytes, 0);
  if (!OWN.test(text.slice(0, HEAD)) || !text.trimEnd().endsWith('}')) return false;
  return bytes.subarray(end).some((byte) => byte > SPACE);
}

const SPACE = 0x20;

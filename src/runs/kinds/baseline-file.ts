import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import { type Reference, referenceOf } from '../../judge/kinds/reference.ts';
import type { Plan } from '../../model/plan.ts';
import type { Metric, Run } from '../../model/run.ts';
import { cannotKeep, KEPT_FOLDER, keptFolder, writeWhole } from '../kept-folder.ts';

const SCHEMA = 'plimsoll.baseline/1';
const FOLDER = 'baselines';
/** A name of 4-byte characters still fits what file systems allow. */
const LONGEST_SLUG = 55;

/** Keeps a baseline test that passed as what later runs are compared with; any other run changes nothing. */
export async function keepBaseline(run: Run, cwd: string): Promise<string | undefined> {
  if (run.test.kind !== 'baseline' || run.verdict !== 'passed') return undefined;
  const folder = join(await keptFolder(cwd), FOLDER);
  try {
    await mkdir(folder, { recursive: true });
    const path = join(folder, await freeName(folder, run.name));
    await writeWhole(path, `${JSON.stringify({ schema: SCHEMA, ...referenceOf(run) })}\n`);
    return path;
  } catch (cause) {
    throw cannotKeep(folder, cause);
  }
}

/** The baseline of the test of that name; throws where there is none. */
export async function readBaseline(name: string, cwd: string): Promise<Reference> {
  const folder = join(cwd, KEPT_FOLDER, FOLDER);
  for (const file of fileNames(name)) {
    const path = join(folder, file);
    const text = await readText(path);
    if (text === undefined) continue;
    const reference = parsed(text, path);
    if (reference.name === name) return reference;
  }
  throw new UserError(`the test '${name}' has no baseline to compare with in ${folder}`, {
    code: 'NO_BASELINE',
    hint: "make one first: 'plimsoll run FILE --kind baseline'; it is kept once it has passed",
  });
}

/** Throws where a plan is to be compared and there is nothing to compare it with, before anything is sent. */
export async function requireBaseline({ kind, name }: Plan, cwd: string): Promise<void> {
  if (kind?.type === 'regression') await readBaseline(name, cwd);
}

/** The name as a file's; where another test has that already, with a hash. */
function fileNames(name: string): [string, string] {
  const slug = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const short = [...slug].slice(0, LONGEST_SLUG).join('') || 'test';
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return [`${short}.json`, `${short}-${hash}.json`];
}

/** Another test's baseline is never replaced; what can't be read is. */
async function freeName(folder: string, name: string): Promise<string> {
  const [plain, hashed] = fileNames(name);
  const text = await readText(join(folder, plain));
  if (text === undefined) return plain;
  try {
    return parsed(text, plain).name === name ? plain : hashed;
  } catch {
    return plain;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause));
  }
}

function parsed(text: string, path: string): Reference {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(found) || found.schema !== SCHEMA) throw unreadable(path, `it is no ${SCHEMA}`);
  const { schema: _, ...reference } = found;
  if (!isReference(reference)) throw unreadable(path, 'parts of it are missing');
  return reference;
}

function unreadable(path: string, reason: string): UserError {
  return new UserError(`the baseline ${path} can't be read: ${reason}`, {
    code: 'INVALID_BASELINE',
    hint: "make it anew: 'plimsoll run FILE --kind baseline'",
  });
}

type Fields = Readonly<Record<string, unknown>>;

function isReference(value: Fields): value is Fields & Reference {
  const { id, name, startedAt, environment, metrics } = value;
  return (
    [id, name, startedAt].every((each) => typeof each === 'string') &&
    isObject(environment) &&
    Array.isArray(metrics) &&
    metrics.every(isMetric)
  );
}

const NUMBERS: Readonly<Record<Metric['type'], readonly string[]>> = {
  trend: ['count', 'min', 'mean', 'max', 'stddev'],
  counter: ['total', 'perSecond'],
  rate: ['passes', 'fails', 'value'],
  gauge: ['last', 'min', 'max', 'mean'],
};

function isMetric(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.tags) || typeof value.type !== 'string') return false;
  const numbers = Object.hasOwn(NUMBERS, value.type) ? NUMBERS[value.type as Metric['type']] : undefined;
  if (numbers === undefined || !numbers.every((key) => Number.isFinite(value[key]))) return false;
  return value.type !== 'trend' || isHistogram(value.histogram);
}

function isHistogram(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.positive)) return false;
  const { offset, counts } = value.positive;
  const isCount = (count: unknown) => Number.isFinite(count) && Number(count) >= 0;
  return (
    Number.isInteger(value.scale) &&
    isCount(value.zeroCount) &&
    Number.isInteger(offset) &&
    Array.isArray(counts) &&
    counts.every(isCount)
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { importBenchmarks, importCriterion } from '../bench/imports/import-benchmarks.ts';
import { isJsonText, parseJson } from '../bench/imports/json-text.ts';
import { UserError } from '../errors/user-error.ts';
import { RUN_SCHEMA, type Run } from '../model/run.ts';
import { formatBytes } from '../model/units.ts';
import { criterionTexts } from './read-run/criterion-folder.ts';
import { runShape } from './read-run/run-shape.ts';
import { isObject } from './read-run/shape.ts';

/** Longer texts than V8 can hold. */
const MOST_BYTES = 500_000_000;

/**
 * A run from a file: what `--json` wrote, or the results of another tool that measures benchmarks. A folder is one that criterion
 * keeps its results in.
 */
export async function readRunFile(path: string): Promise<Run> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const folder = found.isDirectory()
    ? path
    : /^(?:benchmark|estimates|sample)\.json$/.test(basename(path))
      ? dirname(path)
      : undefined;
  const texts = folder === undefined ? [] : await criterionTexts(folder, found.isDirectory() ? undefined : 0);
  if (found.isDirectory() || texts.length > 0) return importCriterion(texts, { file: path, writtenAt: found.mtime });
  if (found.size > MOST_BYTES) {
    throw unreadable(path, new Error(`it has ${formatBytes(found.size)}, more than ${formatBytes(MOST_BYTES)}`));
  }
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  return runFromText(text.replace(/^\ufeff/, ''), path, found.mtime);
}

/** The same of a text that came from anywhere; `name` is what errors call it. */
export function runFromText(text: string, name: string, writtenAt?: Date): Run {
  const own = /"plimsoll\.(?:run|suite|baseline)\//.test(text.slice(0, 2000)) && isJsonText(text);
  if (own) return ownRun(ownJson(text, name), name);
  const [run] = importBenchmarks({ text, file: name, ...(writtenAt === undefined ? {} : { writtenAt }) });
  return run as Run;
}

/** A file of Plimsoll's that is cut off is made anew by Plimsoll. */
function ownJson(text: string, name: string): unknown {
  try {
    return parseJson(text, name);
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(cause.message, { code: 'INVALID_RUN_FILE', hint: WRITTEN, cause });
  }
}

/** Checks that a value is a run as the schema has it: whatever it came from, readers may rely on it then. */
export function ownRun(value: unknown, name: string): Run {
  const schema = isObject(value) ? value.schema : undefined;
  if (isObject(value) && schema === 'plimsoll.suite/1' && Array.isArray(value.runs)) {
    if (value.runs.length === 1) return ownRun(value.runs[0], name);
    throw invalid(name, `it is a suite of ${value.runs.length} runs`, 'give the file of one of its runs');
  }
  if (schema !== RUN_SCHEMA) {
    throw invalid(
      name,
      `its schema is ${JSON.stringify(schema)?.slice(0, 60) ?? 'missing'}, not "${RUN_SCHEMA}"`,
      WRITTEN,
    );
  }
  const fault = runShape(value, '');
  if (fault !== undefined) throw invalid(name, `${fault.path} ${fault.reason}`, WRITTEN);
  return value as Run;
}

const WRITTEN = 'a run is what plimsoll writes with --json, whole and unchanged';

function invalid(name: string, reason: string, hint: string): UserError {
  return new UserError(`${name} is no run: ${reason}`, { code: 'INVALID_RUN_FILE', hint });
}

function unreadable(path: string, cause: unknown): UserError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UserError(`${path} cannot be read: ${reason}`, {
    code: 'CANNOT_READ_RUN_FILE',
    hint: 'check the path; plimsoll runs lists the runs that are kept',
    cause,
  });
}

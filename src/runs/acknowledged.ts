import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { checkShape, isObject, type PathProblem } from '../define/shape/check-shape.ts';
import { nonEmptyText } from '../define/shape/leaves.ts';
import { formatPath, type Path } from '../define/shape/path.ts';
import { list, object } from '../define/shape/shape.ts';
import { byPlace, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { Acknowledgement } from '../model/gate.ts';
import type { ReadProject } from './project-config.ts';

const USUAL_FILE = 'plimsoll.acknowledged.yaml';

const entryShape = object(
  { metric: nonEmptyText, rule: nonEmptyText, subject: nonEmptyText, reason: nonEmptyText, until: nonEmptyText },
  { required: ['reason', 'until'] },
);
const fileShape = list(entryShape);

/**
 * The regressions that a project knows of, from its `plimsoll.acknowledged.yaml`: none where there is no such file.
 *
 * @throws ProblemsError with everything that is wrong in it.
 */
export async function readAcknowledged({ config, dir }: ReadProject): Promise<readonly Acknowledgement[]> {
  const named = config.gate?.acknowledged;
  const file = named ?? USUAL_FILE;
  const text = await textOf(resolve(dir, file), { file, isNamed: named !== undefined });
  if (text === undefined || isBare(text)) return [];
  const { parseText } = await import('../define/yaml/parse-text.ts');
  const { value, locate } = parseText(text, file);
  const found = Array.isArray(value) ? entryProblems(value) : [notAList(value)];
  if (found.length > 0) {
    const problems = found.map(({ path, ...each }) => ({ ...each, file, path: formatPath(path), ...locate(path) }));
    throw new ProblemsError(problems.sort(byPlace));
  }
  const shown = relative(dir, resolve(dir, file)) || file;
  return (value as readonly Acknowledgement[]).map((entry, at) => {
    const line = locate([at])?.line;
    return { ...entry, file: shown, ...(line === undefined ? {} : { line }) };
  });
}

interface Named {
  readonly file: string;
  readonly isNamed: boolean;
}

async function textOf(path: string, { file, isNamed }: Named): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' && !isNamed) return undefined;
    const hint = isNamed
      ? 'the configuration names it under gate.acknowledged; make it, or leave that away'
      : undefined;
    throw new UserError(`${file} can't be read: ${code}`, {
      code: 'INVALID_ACKNOWLEDGEMENTS',
      cause,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function isBare(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|---)?\s*$/.test(line));
}

const EXAMPLE =
  "an entry reads: - { metric: http_req_duration p95, subject: shop, reason: known since #12, until: '2026-12-31' }";

function notAList(value: unknown): PathProblem {
  const message = `expected a list of entries, got ${isObject(value) ? 'keys' : 'a text'}`;
  return { code: 'INVALID_ACKNOWLEDGEMENTS', message, path: [], hint: EXAMPLE };
}

function entryProblems(entries: readonly unknown[]): PathProblem[] {
  const shape = checkShape(entries, fileShape);
  const misshapen = new Set(shape.map(({ path }) => path[0]));
  const meant = entries.flatMap((entry, at) => {
    if (!isObject(entry)) return [];
    const names = misshapen.has(at) ? [] : nameProblems(entry, [at]);
    return [...names, ...dateProblems(entry, [at])];
  });
  return [...shape, ...meant];
}

type Fields = Readonly<Record<string, unknown>>;

function nameProblems({ metric, rule }: Fields, path: Path): PathProblem[] {
  if (metric !== undefined || rule !== undefined) return [];
  return [{ code: 'MISSING_KEY', message: "'metric' or 'rule' is missing: what is known?", path, hint: EXAMPLE }];
}

function dateProblems({ until }: Fields, path: Path): PathProblem[] {
  if (typeof until !== 'string' || until === '' || isDate(until)) return [];
  const message = `'${until}' is not a date`;
  return [{ code: 'INVALID_VALUE', message, path: [...path, 'until'], hint: 'write the last day: 2026-12-31' }];
}

/** A day that the calendar has, or a moment with its zone. */
function isDate(text: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.exec(text)?.[1];
  if (day === undefined || Number.isNaN(Date.parse(text))) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

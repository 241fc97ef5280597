import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { type Problem, ProblemsError } from '../errors/problems.ts';
import { didYouMean } from '../errors/suggest.ts';
import { UserError } from '../errors/user-error.ts';
import type { PlannedCode } from '../model/plan.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { bundle } from './bundle/bundle.ts';
import { loadFunctions } from './bundle/load-functions.ts';
import { findTestFile } from './find-test-file.ts';
import type { Functions } from './function-names.ts';
import { functionReferences } from './function-references.ts';
import { isObject } from './shape/check-shape.ts';
import { UNKNOWN_FUNCTION } from './shape/codes.ts';
import { formatPath } from './shape/path.ts';
import { minimalTest } from './templates/starter-test.ts';
import type { TestDefinition } from './test-definition.ts';
import { fillConfig } from './yaml/config-env.ts';
import { type Position, parseText } from './yaml/parse-text.ts';
import { testOfText } from './yaml/test-text.ts';

/** A test with everything its plan is made from. */
export interface LoadedTest {
  readonly spec: TestSpec;
  readonly functions: Functions;
  /** As the user named it; `inline` for a test made by a calling program. */
  readonly file: string;
  /** Absolute folder that relative paths count from. */
  readonly baseDir: string;
  /** The functions' code, where workers can load it; a test with functions and without code runs in this thread only. */
  readonly code?: PlannedCode;
  /** Worth telling the user, but no reason to stop. */
  readonly notes: readonly Problem[];
  /** Where a part of the spec stands in the file, if it was read from one. */
  locate(path: string): Position | undefined;
}

export interface LoadOptions {
  readonly cwd?: string;
  /** Values for `{{ $env.NAME }}` in the configuration, over those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Reads a test from TypeScript, JavaScript, YAML or JSON, or throws with everything that is wrong. */
export async function loadTestFile(
  file: string,
  { cwd = process.cwd(), env = {} }: LoadOptions = {},
): Promise<LoadedTest> {
  const { kind, path } = await findTestFile(file, cwd);
  const text = decode(await readFile(path), file);
  if (text.trim() === '') {
    throw new UserError(`${file} is empty`, {
      code: 'EMPTY_FILE',
      hint: '`plimsoll init` writes a test to start from.',
    });
  }
  const source = { file, path, cwd, text };
  return kind === 'script' ? loadScript(source) : loadText(source, { ...process.env, ...env });
}

/** A test made by the calling program; its functions run in this thread only. */
export function loadDefinition(
  { spec, functions }: TestDefinition,
  { cwd = process.cwd() }: LoadOptions = {},
): LoadedTest {
  const test: LoadedTest = { spec, functions, file: 'inline', baseDir: cwd, notes: [], locate: () => undefined };
  rejectUnknownFunctions(test);
  return test;
}

interface Source {
  readonly file: string;
  readonly path: string;
  readonly cwd: string;
  readonly text: string;
}

async function loadScript({ file, path, cwd, text }: Source): Promise<LoadedTest> {
  rejectK6(text, file);
  const code = await bundle(path, cwd);
  const { definition } = await loadFunctions(code);
  if (definition === undefined) {
    throw new UserError(`${file} has no test as its default export`, {
      code: 'NO_TEST',
      hint: `The smallest test:\n\n${minimalTest()}`,
    });
  }
  const { spec, functions } = definition;
  const test: LoadedTest = { spec, functions, file, baseDir: dirname(path), code, notes: [], locate: () => undefined };
  rejectUnknownFunctions(test);
  return test;
}

async function loadText({ file, path, cwd, text }: Source, env: NodeJS.ProcessEnv): Promise<LoadedTest> {
  const parsed = parseText(text, file);
  const { value, problems } = fillConfig(parsed.value, env);
  if (problems.length > 0) {
    throw new ProblemsError(
      problems.map(({ path: at, ...problem }) => ({ ...problem, path: formatPath(at), file, ...parsed.locate(at) })),
    );
  }
  const baseDir = dirname(path);
  const processor = processorOf(value);
  const code =
    processor === undefined
      ? undefined
      : await bundleProcessor(processor, { file, baseDir, cwd, at: parsed.locate(['config', 'processor']) });
  const functions = code === undefined ? {} : (await loadFunctions(code)).functions;
  const name = basename(path, extname(path));
  const read = testOfText({ ...parsed, value }, { file, name, functionNames: new Set(Object.keys(functions)) });
  const test: LoadedTest = { ...read, functions, file, baseDir, ...(code === undefined ? {} : { code }) };
  rejectUnknownFunctions(test);
  return test;
}

function processorOf(value: unknown): string | undefined {
  const config = isObject(value) && isObject(value.config) ? value.config : {};
  return typeof config.processor === 'string' && config.processor !== '' ? config.processor : undefined;
}

interface ProcessorPlace {
  readonly file: string;
  readonly baseDir: string;
  readonly cwd: string;
  readonly at: Position | undefined;
}

async function bundleProcessor(processor: string, { file, baseDir, cwd, at }: ProcessorPlace): Promise<PlannedCode> {
  try {
    const { path } = await findTestFile(processor, baseDir);
    return await bundle(resolve(path), cwd);
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof ProblemsError) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new ProblemsError([
      { code: error.code, message: error.message, path: 'config.processor', file, ...at, ...hint },
    ]);
  }
}

/** Every function that the test names must be there. */
function rejectUnknownFunctions(test: LoadedTest): void {
  const known = Object.keys(test.functions);
  const unknown = functionReferences(test.spec).filter(({ name }) => !Object.hasOwn(test.functions, name));
  if (unknown.length === 0) return;
  const without = test.spec.processor === undefined && test.code === undefined;
  throw new ProblemsError(
    unknown.map(({ name, path }) => ({
      code: UNKNOWN_FUNCTION,
      message: `no function is called '${name}'`,
      hint: without
        ? 'Name the file that exports it: config.processor: ./functions.ts'
        : (didYouMean(name, known) ?? `known: ${known.join(', ') || 'none'}`),
      path,
      file: test.file,
      ...test.locate(path),
    })),
  );
}

function decode(bytes: Buffer, file: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Not UTF-8: the same as any other file that is no text.
  }
  throw new UserError(`${file} is not a text file in UTF-8`, { code: 'UNREADABLE_TEST' });
}

function rejectK6(text: string, file: string): void {
  if (!/\b(?:from|import|require\()\s*['"]k6(?:\/[\w./-]+)?['"]/.test(text)) return;
  throw new UserError(`${file} is a script for k6, which this command does not read yet`, {
    code: 'FOREIGN_FILE',
    hint: 'The same test for Plimsoll: requests are user.get(…), checks user.check(…), thresholds limits; `plimsoll init` writes one to start from.',
  });
}

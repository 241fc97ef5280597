import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { byPlace, type Problem, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { PlannedCode } from '../model/plan.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { bundle } from './bundle/bundle.ts';
import { loadFunctions } from './bundle/load-functions.ts';
import { captureProblems } from './capture-problems.ts';
import { findTestFile } from './find-test-file.ts';
import type { Functions } from './function-names.ts';
import type { ScenarioAdvice } from './scenarios/scenario-advice.ts';
import { isObject } from './shape/check-shape.ts';
import { formatPath } from './shape/path.ts';
import { placesIn } from './source/places-in.ts';
import { minimalTest } from './templates/starter-test.ts';
import type { TestDefinition } from './test-definition.ts';
import { WrongTestError } from './wrong-test-error.ts';
import { fillConfig } from './yaml/config-env.ts';
import { type Position, parseText } from './yaml/parse-text.ts';
import { testOfText } from './yaml/test-text.ts';

/** A line of the test's file, or of another that it imports. */
export interface FilePosition extends Position {
  readonly file?: string;
}

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
  /** What is worth saying of the configuration that the test was made from. */
  readonly advice?: readonly ScenarioAdvice[];
  /** Everything wrong so far; the spec is what could be read besides, so that planning can tell what else is wrong. */
  readonly problems: readonly Problem[];
  /** Where a part of the spec stands in the file, if it was read from one. */
  locate(path: string): FilePosition | undefined;
}

export interface LoadOptions {
  readonly cwd?: string;
  /** Values for `{{ $env.NAME }}` in the configuration, over those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a test from TypeScript, JavaScript, YAML or JSON, as far as it can be read; planning it tells what is wrong with it.
 *
 * @throws UserError where nothing can be read: no such file, wrong syntax, a script that throws.
 */
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
  { spec, functions, advice = [] }: TestDefinition,
  { cwd = process.cwd() }: LoadOptions = {},
): LoadedTest {
  return { spec, functions, advice, file: 'inline', baseDir: cwd, notes: [], problems: [], locate: () => undefined };
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
  const { definition, problems, values } = await definitionOf(code);
  if (definition === undefined) {
    throw new UserError(`${file} has no test as its default export`, {
      code: 'NO_TEST',
      hint: `The smallest test:\n\n${minimalTest()}`,
    });
  }
  const { spec, functions, advice = [] } = definition;
  const places = placesIn(code, { entry: { file, path, text }, cwd, values: [spec, ...values] });
  const found = [...problems, ...(await captureProblems(spec))];
  return {
    spec,
    functions,
    advice,
    file,
    baseDir: dirname(path),
    code,
    notes: [],
    problems: found.map((problem) => ({ file, ...problem, ...places(problem.path ?? '') })).sort(byPlace),
    locate: places,
  };
}

interface ReadDefinition {
  readonly definition: TestDefinition | undefined;
  readonly problems: readonly Problem[];
  /** Besides the spec, what holds the parts that problems name. */
  readonly values: readonly unknown[];
}

/** The test of a bundle; of one that is wrong, what could be read of it. */
async function definitionOf(code: PlannedCode): Promise<ReadDefinition> {
  try {
    const { definition } = await loadFunctions(code);
    return { definition, problems: [], values: [] };
  } catch (error) {
    if (!(error instanceof ProblemsError) || !(error.cause instanceof WrongTestError)) throw error;
    const { definition, options } = error.cause;
    return { definition, problems: error.problems, values: [options] };
  }
}

async function loadText({ file, path, cwd, text }: Source, env: NodeJS.ProcessEnv): Promise<LoadedTest> {
  const parsed = parseText(text, file);
  const { value, problems: unfilled } = fillConfig(parsed.value, env);
  const baseDir = dirname(path);
  const { code, functions, problems } = await processorFor(value, {
    file,
    baseDir,
    cwd,
    at: parsed.locate(['config', 'processor']),
  });
  const name = basename(path, extname(path));
  const read = testOfText({ ...parsed, value }, { file, name, functionNames: new Set(Object.keys(functions)) });
  const configProblems = unfilled.map(({ path: at, ...problem }): Problem => {
    return { ...problem, path: formatPath(at), file, ...parsed.locate(at) };
  });
  const captures = (await captureProblems(read.spec)).map((problem): Problem => {
    return { ...problem, file, ...read.locate(problem.path ?? '') };
  });
  return {
    ...read,
    problems: [...configProblems, ...problems, ...read.problems, ...captures].sort(byPlace),
    functions,
    file,
    baseDir,
    ...(code === undefined ? {} : { code }),
  };
}

interface Processor {
  readonly code?: PlannedCode;
  readonly functions: Functions;
  readonly problems: readonly Problem[];
}

/** The functions that a file's steps name; one that can't be loaded is a problem among others. */
async function processorFor(value: unknown, place: ProcessorPlace): Promise<Processor> {
  const processor = processorOf(value);
  if (processor === undefined) return { functions: {}, problems: [] };
  try {
    const { path } = await findTestFile(processor, place.baseDir);
    const code = await bundle(resolve(path), place.cwd);
    return { code, functions: (await loadFunctions(code)).functions, problems: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { functions: {}, problems: processorProblems(error, place) };
  }
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

/** Problems within the processor's files stand there already; any other stands where it is named. */
function processorProblems(error: UserError, { file, at }: ProcessorPlace): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  const hint =
    error.code === 'TEST_NOT_FOUND' && error.hint?.startsWith('did you mean') !== true
      ? { hint: "Paths count from the test's file; the processor exports the functions that steps name." }
      : error.hint === undefined
        ? {}
        : { hint: error.hint };
  return [{ code: error.code, message: error.message, path: 'config.processor', file, ...at, ...hint }];
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

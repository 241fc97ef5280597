import { byPlace, type Problem, ProblemsError } from '../../errors/problems.ts';
import { UserError } from '../../errors/user-error.ts';
import type { TestSpec } from '../../model/test-spec.ts';
import { isObject, type PathProblem } from '../shape/check-shape.ts';
import { formatPath, type Path, parsePath } from '../shape/path.ts';
import { type ParsedText, type Position, parseText } from './parse-text.ts';
import { type ReadOptions, type ReadTest, readTest } from './read-test.ts';

/** A test read from text, with the lines its parts came from. */
export interface TextTest {
  readonly spec: TestSpec;
  readonly notes: readonly Problem[];
  /** Everything wrong; the spec is what could be read besides. */
  readonly problems: readonly Problem[];
  /** Where a part of the spec (`scenarios[0].steps[1].url`) or of the file (`config.phases[0]`) stands. */
  locate(path: string): Position | undefined;
}

export interface TextOptions extends ReadOptions {
  /** As the user named it, for messages. */
  readonly file: string;
}

/** Reads a test from YAML or JSON, or throws with everything that is wrong. */
export function readTestText(text: string, options: TextOptions): TextTest {
  const read = testOfText(parseText(text, options.file), options);
  if (read.problems.length > 0) throw new ProblemsError(read.problems);
  return read;
}

/** Reads a test from text that has been taken apart, as far as it can be read. */
export function testOfText(parsed: ParsedText, options: TextOptions): TextTest {
  rejectForeign(parsed.value, options.file);
  const read = readTest(parsed.value, options);
  const located = (problems: readonly PathProblem[]): Problem[] =>
    problems.map(({ path, ...problem }) => ({
      ...problem,
      path: formatPath(path),
      file: options.file,
      ...parsed.locate(path),
    }));
  return {
    spec: read.spec,
    problems: located(read.problems).sort(byPlace),
    notes: located(read.notes),
    locate: (path) => parsed.locate(filePath(read, parsePath(path))),
  };
}

/** Other tools' JSON and YAML, told by what stands at the top. */
function rejectForeign(value: unknown, file: string): void {
  if (!isObject(value)) return;
  const foreign =
    isObject(value.log) && 'entries' in value.log
      ? 'a HAR recording'
      : 'openapi' in value || 'swagger' in value
        ? 'an OpenAPI description'
        : undefined;
  if (foreign === undefined) return;
  throw new UserError(`${file} is ${foreign}, not a test`, {
    code: 'FOREIGN_FILE',
    hint: 'This command reads tests in TypeScript, JavaScript, YAML and JSON; `plimsoll init` writes one to start from.',
  });
}

/** The part of the file from which a part of the spec was read. */
function filePath({ spec, origins, limitOrigins }: ReadTest, path: Path): Path {
  const limit = limitOrigins.get(formatPath(path.slice(0, 2)));
  if (limit !== undefined) return limit;
  if (['config', 'before', 'after'].includes(String(path[0]))) return path;
  let value: unknown = spec;
  let found: Path = origins.get(spec) ?? [];
  let rest: Path = path;
  for (let index = 0; index < path.length; index++) {
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[path[index] ?? ''];
    const origin = typeof value === 'object' && value !== null ? origins.get(value) : undefined;
    if (origin !== undefined) {
      found = origin;
      rest = path.slice(index + 1);
    }
  }
  return [...found, ...rest];
}

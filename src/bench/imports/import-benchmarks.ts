/**
 * bench/imports/ reads what other tools wrote about benchmarks. Each format has a file that turns it into ImportedBenchmarks, and
 * imported-run.ts makes a Run of them; the format is told by what the file holds, never by its name.
 */
import { UserError } from '../../errors/user-error.ts';
import type { Run } from '../../model/run.ts';
import { readCriterionFiles, readCriterionMessages } from './criterion.ts';
import { badImport, Field } from './field.ts';
import { isGoBench, readGoBench } from './go-bench.ts';
import { readGoogle } from './google.ts';
import { readHyperfine } from './hyperfine.ts';
import type { ImportedFile } from './imported.ts';
import { type ImportSource, importedRun } from './imported-run.ts';
import { isJsonText, parseJson, parseLines } from './json-text.ts';
import { readMitata } from './mitata.ts';
import { isTinybench, readTinybench } from './tinybench.ts';
import { readVitest } from './vitest.ts';

const MOST_BENCHMARKS = 100_000;
const FORMATS = 'mitata, tinybench, vitest bench, Google benchmark, criterion, hyperfine and go test -bench';

/** The benchmarks of a file that another tool wrote; a format that none of them writes is an error. */
export function importBenchmarks(source: ImportSource): Run[] {
  const text = source.text.replace(/^\ufeff/, '');
  const imported = readAny(text, source.file);
  if (imported.benchmarks.length === 0) throw badImport(source.file, '', `no benchmark of ${imported.tool} is in it`);
  if (imported.benchmarks.length > MOST_BENCHMARKS) {
    throw badImport(source.file, '', `more than ${MOST_BENCHMARKS} benchmarks are in it`);
  }
  return [importedRun({ ...imported, benchmarks: withOwnNames(imported.benchmarks) }, { ...source, text })];
}

function readAny(text: string, file: string): ImportedFile {
  if (text.trim() === '') throw badImport(file, '', 'it is empty');
  if (!isJsonText(text)) {
    if (isGoBench(text)) return readGoBench(text, file);
    throw unknownFormat(file);
  }
  const messages = parseLines(text, file);
  if (messages === undefined) return readJson(new Field(parseJson(text, file), file), file);
  if (messages.some((message) => message.get('reason') !== undefined)) return readCriterionMessages(messages);
  if (messages.some((message) => message.get('Action') !== undefined)) return readGoBench(printedBy(messages), file);
  throw unknownFormat(file);
}

/** What `go test -json` wrapped into messages. */
function printedBy(messages: readonly Field[]): string {
  return messages.map((message) => message.get('Output')?.text() ?? '').join('');
}

function readJson(root: Field, file: string): ImportedFile {
  const tasks = Array.isArray(root.value) ? root.list() : undefined;
  if (tasks !== undefined) {
    if (tasks.some((task) => task.isObject() && isTinybench(task))) return readTinybench(tasks);
    throw unknownFormat(file);
  }
  if (!root.isObject()) throw unknownFormat(file);
  const has = (key: string) => root.get(key) !== undefined;
  if (has('files') || isOlderVitest(root)) return readVitest(root);
  if (has('benchmarks')) return isMitata(root) ? readMitata(root) : readGoogle(root);
  if (has('results')) return readResults(root, file);
  if (has('tasks')) return readTinybench(root.need('tasks').list());
  return readCriterion(root, file);
}

function isOlderVitest(root: Field): boolean {
  return root.get('testResults')?.isObject() === true;
}

function isMitata(root: Field): boolean {
  if (root.get('layout') !== undefined || root.get('runtime') !== undefined) return true;
  const { value } = root.need('benchmarks');
  return Array.isArray(value) && value.some((each) => typeof each === 'object' && each !== null && 'stats' in each);
}

function readResults(root: Field, file: string): ImportedFile {
  const results = root.need('results').list();
  if (results.some((result) => result.isObject() && result.get('command') !== undefined)) return readHyperfine(root);
  if (results.some((result) => result.isObject() && isTinybench(result))) return readTinybench(results);
  throw unknownFormat(file);
}

/** One file of the three that criterion leaves for a benchmark; the folder has more to tell. */
function readCriterion(root: Field, file: string): ImportedFile {
  const name = file.split(/[\\/]/).slice(0, -2).join('/') || file;
  if (root.get('mean')?.isObject() === true) return readCriterionFiles([{ estimates: root, name }]);
  if (root.get('iters') !== undefined && root.get('times') !== undefined)
    return readCriterionFiles([{ sample: root, name }]);
  if (root.get('full_id') !== undefined && root.get('group_id') !== undefined) {
    throw badImport(
      file,
      '',
      'it names a benchmark of criterion and has no figures: give its folder, or target/criterion',
    );
  }
  throw unknownFormat(file);
}

/** The files that criterion left for one benchmark, as text. */
export interface CriterionSource {
  readonly name: string;
  readonly folder: string;
  readonly files: Readonly<Partial<Record<'benchmark' | 'estimates' | 'sample', string>>>;
}

/** All benchmarks of a folder of criterion's as one run. */
export function importCriterion(sources: readonly CriterionSource[], of: Omit<ImportSource, 'text'>): Run {
  if (sources.length === 0) {
    throw new UserError(`${of.file}: no results of criterion are in this folder`, {
      code: 'UNKNOWN_BENCH_FORMAT',
      hint: "give the folder that 'cargo bench' writes to, target/criterion, or a file",
    });
  }
  const all = sources.map(({ name, folder, files }) => {
    const field = (part: 'benchmark' | 'estimates' | 'sample') => {
      const [text, path] = [files[part], `${folder}/${part}.json`];
      return text === undefined ? {} : { [part]: new Field(parseJson(text, path), path) };
    };
    return { name, ...field('benchmark'), ...field('estimates'), ...field('sample') };
  });
  const imported = readCriterionFiles(all);
  const text = JSON.stringify(sources.map(({ name, files }) => [name, files]));
  return importedRun({ ...imported, benchmarks: withOwnNames(imported.benchmarks) }, { ...of, text });
}

/** Two benchmarks of one name could not be told apart in anything that follows. */
function withOwnNames<T extends { readonly name: string; readonly group: string }>(all: readonly T[]): T[] {
  const taken = new Set(all.map(keyOf));
  const counts = new Map<string, number>();
  return all.map((each) => {
    const key = keyOf(each);
    let count = (counts.get(key) ?? 0) + 1;
    const numbered = () => ({ ...each, name: `${each.name} (${count})` });
    while (count > 1 && taken.has(keyOf(numbered()))) count++;
    counts.set(key, count);
    return count === 1 ? each : numbered();
  });
}

function keyOf({ group, name }: { readonly name: string; readonly group: string }): string {
  return JSON.stringify([group, name]);
}

function unknownFormat(file: string): UserError {
  return new UserError(`${file}: no benchmarks of a kind that can be read are in it`, {
    code: 'UNKNOWN_BENCH_FORMAT',
    hint: `results of ${FORMATS} can be read; docs/bench.md has the command for each`,
  });
}

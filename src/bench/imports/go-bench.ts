import type { ParamValue } from '../options.ts';
import { badImport, isAmount } from './field.ts';
import type { ImportedBenchmark, ImportedFile } from './imported.ts';
import { nanosecondsIn } from './time-unit.ts';

/** One line of results: `BenchmarkName-8  1000  123 ns/op  16 B/op`. */
interface GoLine {
  readonly name: string;
  readonly pkg: string;
  readonly iterations: number;
  readonly values: readonly { readonly value: number; readonly unit: string }[];
}

interface GoFailure {
  readonly name: string;
  readonly pkg: string;
  readonly error: string;
}

interface Found {
  readonly lines: GoLine[];
  readonly failures: GoFailure[];
  readonly head: Map<string, string>;
}

const RESULT = /^(Benchmark\S*)\s+(\d+)\s+(\S.*)$/;
const HEAD = /^([a-z][\w-]*):\s+(\S.*)$/;
const FAILED = /^\s*--- FAIL: (Benchmark\S*)/;

/** Whether a text has a line of results. */
export function isGoBench(text: string): boolean {
  return /^Benchmark\S*(?:\s+\d+\s+[\d.]|\s*$)/m.test(text) || /^\s*--- FAIL: Benchmark/m.test(text);
}

/** What `go test -bench` prints, in Go's benchmark format: several lines of one name are its repetitions. */
export function readGoBench(text: string, file: string): ImportedFile {
  const found = scan(text, file);
  const suffix = sharedSuffix(found.lines);
  const byName = new Map<string, GoLine[]>();
  for (const line of found.lines) {
    const key = `${line.pkg}\0${line.name}`;
    const lines = byName.get(key);
    if (lines === undefined) byName.set(key, [line]);
    else lines.push(line);
  }
  const { head } = found;
  const [os, arch, cpu] = [head.get('goos'), head.get('goarch'), head.get('cpu')];
  return {
    tool: 'go test -bench',
    benchmarks: [
      ...[...byName.values()].map((lines) => benchmarkOf(lines, suffix)),
      ...found.failures
        .filter(({ name, pkg }) => !found.lines.some((line) => line.pkg === pkg && line.name.startsWith(name)))
        .map(({ name, pkg, error }) => ({ ...placed(name, pkg, ''), ...NOTHING, error })),
    ],
    ...(cpu === undefined ? {} : { cpu }),
    ...(os === undefined ? {} : { os: arch === undefined ? os : `${os} ${arch}` }),
  };
}

const NOTHING = { repetitions: [], told: {}, iterations: 0 } as const;

function scan(text: string, file: string): Found {
  const found: Found = { lines: [], failures: [], head: new Map() };
  const lines = text.split(/\r?\n/);
  let pending = '';
  for (const [at, line] of lines.entries()) {
    // With -v, and where a benchmark prints, its name stands on a line of its own, its figures on a later one.
    const whole = pending !== '' && /^\s+\d+\s+[\d.]/.test(line) ? pending + line : line;
    const result = RESULT.exec(whole);
    if (result === null) notice(found, line, lines[at + 1] ?? '');
    else found.lines.push(lineOf(result, { pkg: packageOf(found), file, number: at + 1 }));
    if (/^Benchmark\S*\s*$/.test(line)) pending = `${line.trim()} `;
    else if (result !== null) pending = '';
  }
  return found;
}

function packageOf({ head }: Found): string {
  return head.get('pkg') ?? '';
}

/** What is no line of results: `pkg: example.com/shop`, or that a benchmark failed. */
function notice(found: Found, line: string, next: string): void {
  const [, key, value = ''] = HEAD.exec(line) ?? [];
  if (key !== undefined) found.head.set(key, value.trim().slice(0, 500));
  const [, name] = FAILED.exec(line) ?? [];
  if (name === undefined) return;
  found.failures.push({ name, pkg: packageOf(found), error: (next.trim() || 'it failed').slice(0, 1000) });
}

function lineOf(
  [, name = '', iterations, rest = '']: RegExpExecArray,
  at: { pkg: string; file: string; number: number },
) {
  const words = rest.trim().split(/\s+/);
  const bad = (reason: string) => badImport(at.file, `line ${at.number}`, reason);
  if (words.length % 2 !== 0) throw bad(`a value of ${name} has no unit: the line may be cut off`);
  const values = Array.from({ length: words.length / 2 }, (_, pair) => {
    const [text = '', unit = ''] = words.slice(2 * pair);
    const value = Number(text);
    if (text === '' || !isAmount(Math.abs(value))) throw bad(`'${text.slice(0, 40)}' of ${name} is no number`);
    return { value, unit };
  });
  return { name, pkg: at.pkg, iterations: Number(iterations), values };
}

/** `-8` behind all names is how many threads there were; behind some of them it belongs to the name. */
function sharedSuffix(lines: readonly GoLine[]): string {
  const suffixes = new Set(lines.map(({ name }) => /-\d+$/.exec(name)?.[0] ?? ''));
  const [only = ''] = suffixes;
  return suffixes.size === 1 ? only : '';
}

function benchmarkOf(lines: readonly GoLine[], suffix: string): ImportedBenchmark {
  const [first] = lines;
  const of = (...units: string[]) =>
    lines.flatMap(({ values }) => values.filter(({ unit }) => units.includes(unit)).map(({ value }) => value));
  const times = lines.flatMap(({ values }) => timesIn(values));
  const megabytes = of('MB/s');
  const allocated = of('B/op');
  const iterations = lines.reduce((sum, line) => sum + line.iterations, 0);
  return {
    ...placed(first?.name ?? '', first?.pkg ?? '', suffix),
    repetitions: times.map((time) => [time]),
    told: {},
    iterations: times.length === 0 ? 0 : Math.max(1, iterations),
    batch: Math.max(1, Math.round(iterations / Math.max(1, lines.length))),
    ...(megabytes.length === 0 ? {} : { throughput: { value: mean(megabytes) * 1e6, unit: 'bytes/s' as const } }),
    ...(allocated.length === 0 ? {} : { allocated }),
    others: othersOf(lines),
    ...(times.length === 0 ? { error: 'the file has no time of it' } : {}),
  };
}

function timesIn(values: GoLine['values']): number[] {
  return values.flatMap(({ value, unit }) => {
    const factor = unit.endsWith('/op') ? nanosecondsIn(unit.slice(0, -3)) : undefined;
    return factor === undefined ? [] : [value * factor];
  });
}

/** Custom units, such as `widgets/op`. */
function othersOf(lines: readonly GoLine[]): Readonly<Record<string, readonly number[]>> {
  const others = new Map<string, number[]>();
  for (const { values } of lines) {
    for (const each of values) {
      if (each.unit === 'MB/s' || each.unit === 'B/op' || timesIn([each]).length > 0) continue;
      const list = others.get(each.unit);
      if (list === undefined) others.set(each.unit, [each.value]);
      else list.push(each.value);
    }
  }
  return Object.fromEntries(others);
}

/** `BenchmarkSort/size=10-8` of its package; parts with `=` are parameters. */
function placed(fullName: string, pkg: string, suffix: string) {
  const bare = fullName.slice(0, suffix === '' ? undefined : -suffix.length).replace(/^Benchmark_?/, '');
  const params = bare
    .split('/')
    .slice(1)
    .flatMap((part): [string, ParamValue][] => {
      const [, key, value] = /^([A-Za-z_]\w*)=(.+)$/.exec(part) ?? [];
      return key === undefined || value === undefined ? [] : [[key, /^\d+$/.test(value) ? Number(value) : value]];
    });
  return { name: bare === '' ? fullName : bare, group: pkg, params: Object.fromEntries(params) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

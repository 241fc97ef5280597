import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { parse as Parse } from 'csv-parse/sync';
import { UserError } from '../../errors/user-error.ts';
import type { HistoryPoint, MetricHistory } from '../../model/history.ts';

export interface PointsFile {
  readonly path: string;
  /** As messages name it. */
  readonly shown: string;
}

const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Series that another tool has written: numbers as JSON, or lines of CSV with a column for each figure and, where there are
 * any, columns for time, commit, author, branch and machine.
 */
export async function readPoints({ path, shown }: PointsFile): Promise<MetricHistory[]> {
  const text = await textOf({ path, shown });
  const series = isJson(text) ? fromJson(text, shown) : fromCsv(text, shown);
  if (series.length === 0)
    throw invalid(`${shown} has no column of numbers`, 'give it one value a line, or columns with names');
  return series;
}

async function textOf({ path, shown }: PointsFile): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES / 1024 / 1024} MiB`);
    return (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  } catch (cause) {
    throw new UserError(`--points ${shown} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_READ_FILE',
      hint: 'name a file with numbers, as CSV or JSON',
      cause,
    });
  }
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

interface Row {
  readonly cells: Readonly<Record<string, unknown>>;
  /** `line 7`, `element 3` */
  readonly place: string;
}

function fromJson(text: string, shown: string): MetricHistory[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(
      `${shown} is no JSON: ${cause instanceof Error ? cause.message : cause}`,
      'see whether it was written to its end',
      cause,
    );
  }
  const list = Array.isArray(value) ? value : pointsIn(value);
  if (list !== undefined) return seriesOf(list.map(rowOf), shown);
  // `{ "p95": [1, 2, 3], "p99": [2, 3, 4] }`
  return Object.entries((value ?? {}) as Record<string, unknown>).flatMap(([name, values]) =>
    Array.isArray(values)
      ? seriesOf(
          values.map((each, i) => named(rowOf(each, i), name)),
          shown,
        )
      : [],
  );
}

function pointsIn(value: unknown): unknown[] | undefined {
  const { points, values } = (value ?? {}) as Record<string, unknown>;
  if (Array.isArray(points)) return points;
  return Array.isArray(values) ? values : undefined;
}

function rowOf(value: unknown, index: number): Row {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return { cells: isRecord ? (value as Row['cells']) : { value }, place: `element ${index + 1}` };
}

function named({ cells, place }: Row, name: string): Row {
  const { value, ...others } = cells;
  return { cells: { ...others, [name]: value }, place };
}

function fromCsv(text: string, shown: string): MetricHistory[] {
  const { parse }: { parse: typeof Parse } = createRequire(import.meta.url)('csv-parse/sync');
  const rows: { cells: string[]; line: number }[] = [];
  const delimiter = delimiterOf(text);
  try {
    parse(text, {
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      comment: '#',
      comment_no_infix: true,
      on_record: (record: unknown, context: { lines: number }) => {
        const cells = record as string[];
        rows.push({ cells: delimiter === ';' ? cells.map(withPoint) : cells, line: context.lines });
        return null;
      },
    });
  } catch (cause) {
    throw invalid(
      `${shown} is no CSV: ${cause instanceof Error ? cause.message : cause}`,
      'quote cells that hold quotes or separators',
      cause,
    );
  }
  const [first] = rows;
  if (first === undefined) throw invalid(`${shown} is empty`, 'give it one value a line, or columns with names');
  const hasHeader = first.cells.some(
    (cell) => cell !== '' && numberOf(cell) === undefined && Number.isNaN(Date.parse(cell)),
  );
  const names = hasHeader
    ? uniqueNames(first.cells)
    : first.cells.map((_, i) => (first.cells.length === 1 ? 'value' : `column ${i + 1}`));
  return seriesOf(
    rows.slice(hasHeader ? 1 : 0).map(({ cells, line }) => ({
      cells: Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])),
      place: `line ${line}`,
    })),
    shown,
  );
}

/** Semicolons part cells where numbers are written with a comma. */
function withPoint(cell: string): string {
  return /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;
}

function uniqueNames(cells: readonly string[]): string[] {
  return cells.map((cell, i) =>
    cell === '' || cells.indexOf(cell) < i ? `${cell}${cell === '' ? 'column' : ''} ${i + 1}`.trim() : cell,
  );
}

function delimiterOf(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '' && !each.startsWith('#')) ?? '';
  return [',', ';', '\t'].reduce(
    (best, each) => (line.split(each).length > line.split(best).length ? each : best),
    ',',
  );
}

const MARKS = {
  time: /^(?:time|timestamp|date|day|datetime|started_?at|created_?at|ts)$/i,
  commit: /^(?:commit|sha|revision|rev|hash|commit_?id|commit_?sha|version)$/i,
  author: /^(?:author|who|committer)$/i,
  branch: /^branch$/i,
  environment: /^(?:environment|env|machine|host|runner)$/i,
  run: /^(?:run|run_?id|id|build|push_?id)$/i,
} as const;

type Mark = keyof typeof MARKS;

function markOf(name: string): Mark | undefined {
  return (Object.keys(MARKS) as Mark[]).find((mark) => MARKS[mark].test(name));
}

function seriesOf(rows: readonly Row[], shown: string): MetricHistory[] {
  const columns = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const markers = new Map(
    columns.flatMap((name) => (markOf(name) === undefined ? [] : [[markOf(name) as Mark, name]])),
  );
  const figures = columns.filter((name) => markOf(name) === undefined && isFigure(rows, name));
  return figures.map((metric) => ({
    name: shown,
    metric,
    tags: {},
    aggregate: 'value',
    unit: '',
    points: inTime(rows.flatMap((row, index) => pointOf(row, { metric, index, markers, shown }))),
  }));
}

/** As they stand where a time is missing. */
function inTime(points: readonly HistoryPoint[]): HistoryPoint[] {
  const isTimed = points.every(({ startedAt }) => startedAt !== '');
  const order = (left: HistoryPoint, right: HistoryPoint) => Date.parse(left.startedAt) - Date.parse(right.startedAt);
  return isTimed ? [...points].sort(order) : [...points];
}

/** A column most cells of which are numbers; one of words is none, and is passed over. */
function isFigure(rows: readonly Row[], name: string): boolean {
  const filled = rows.map(({ cells }) => cells[name]).filter((cell) => !isEmpty(cell));
  const numbers = filled.filter((cell) => numberOf(cell) !== undefined);
  return numbers.length > 0 && numbers.length * 2 > filled.length;
}

function isEmpty(cell: unknown): boolean {
  return cell === undefined || cell === null || /^(?:|null|nan|n\/a|-)$/i.test(String(cell).trim());
}

interface Place {
  readonly metric: string;
  readonly index: number;
  readonly markers: ReadonlyMap<Mark, string>;
  readonly shown: string;
}

/** None where nothing was measured. */
function pointOf({ cells, place }: Row, { metric, index, markers, shown }: Place): HistoryPoint[] {
  if (isEmpty(cells[metric])) return [];
  const value = numberOf(cells[metric]);
  if (value === undefined) {
    throw invalid(
      `${shown}, ${place}: '${String(cells[metric]).slice(0, 60)}' in ${metric} is no number`,
      'leave cells without a value empty',
    );
  }
  const textOf = (mark: Mark): string => {
    const name = markers.get(mark);
    const cell = name === undefined ? undefined : cells[name];
    return isEmpty(cell) ? '' : String(cell);
  };
  const texts = (['commit', 'author', 'branch', 'environment'] as const).map((mark) => [mark, textOf(mark)] as const);
  return [
    {
      runId: textOf('run') || `#${index + 1}`,
      startedAt: timeOf(textOf('time')),
      value,
      ...Object.fromEntries(texts.filter(([, text]) => text !== '')),
    },
  ];
}

function numberOf(cell: unknown): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined;
  if (typeof cell !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(cell.trim())) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

/** `20260314`, and `20260314092653` */
const DIGITS = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d))?$/;

/** ISO 8601; empty where it is no time. Numbers are seconds, or from the year 5138 in seconds on milliseconds. */
function timeOf(text: string): string {
  const digits = DIGITS.exec(text);
  const number = digits === null ? numberOf(text) : undefined;
  const timeMs = number === undefined ? Date.parse(digits === null ? text : spelled(digits)) : epochMs(number);
  return Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString() : '';
}

function spelled([, year, month, day, hour = '00', minute = '00', second = '00']: RegExpExecArray): string {
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

function epochMs(number: number): number {
  return number < 1e11 ? number * 1000 : number;
}

function invalid(message: string, hint: string, cause?: unknown): UserError {
  return new UserError(message, { code: 'INVALID_POINTS', hint, cause });
}

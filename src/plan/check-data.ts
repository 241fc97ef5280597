import { isSchemaFile } from '../data/sets/schema-file.ts';
import type { DataSpec, GeneratedDataSpec } from '../model/test-spec.ts';
import { checkFile } from './check-file.ts';
import { type ProblemList, shown } from './problem-list.ts';

/** Notes tables that aren't there or can't be told apart. What is in them is read later, by data/. */
export function checkData(data: readonly DataSpec[] | undefined, baseDir: string, problems: ProblemList): void {
  const names = new Set<string>();
  for (const [index, table] of (data ?? []).entries()) {
    const path = `data[${index}]`;
    if (!checkSource(table, { path, baseDir }, problems)) continue;
    checkOrder(table, path, problems);
    if (table.loadAll === true && table.name === undefined) {
      const hint = "write { path, loadAll: true, name: 'users' }";
      problems.add(path, 'a table to be handed over whole needs a name', { code: 'INVALID_DATA', hint });
    }
    if (table.name === undefined) continue;
    if (names.has(table.name)) {
      problems.add(`${path}.name`, `two tables are called '${table.name}'`, {
        code: 'DUPLICATE_NAME',
        hint: 'rename one',
      });
    }
    names.add(table.name);
  }
}

interface At {
  readonly path: string;
  readonly baseDir: string;
}

/** Whether it says where its rows come from. */
function checkSource(table: DataSpec, { path, baseDir }: At, problems: ProblemList): boolean {
  const isFile = isText(table.path);
  if (isFile === isText(table.generate)) {
    const message = isFile ? 'a table has a path or is generated, not both' : 'a table has no path';
    problems.add(path, message, {
      code: 'INVALID_DATA',
      hint: "write { path: 'users.csv' }, or { generate: 'users' } for rows that are made",
    });
    return false;
  }
  if (table.generate !== undefined) checkGenerated(table, { path, baseDir }, problems);
  else checkFile({ file: table.path, baseDir, path: `${path}.path`, what: 'the data file' }, problems);
  return true;
}

function checkGenerated(table: GeneratedDataSpec, { path, baseDir }: At, problems: ProblemList): void {
  const { generate } = table;
  if (isSchemaFile(generate)) {
    checkFile({ file: generate, baseDir, path: `${path}.generate`, what: 'the schema' }, problems);
  }
  const ofFiles = FILE_KEYS.find((key) => key in table);
  if (ofFiles !== undefined) {
    problems.add(`${path}.${ofFiles}`, `'${ofFiles}' says how a file is read, and these rows are generated`, {
      code: 'INVALID_DATA',
      hint: 'say with count, seed and table what is to be made',
    });
  }
  checkWhole(table.count, { path: `${path}.count`, what: 'count', min: 1 }, problems);
  checkWhole(table.seed, { path: `${path}.seed`, what: 'seed', min: 0 }, problems);
}

function checkWhole(
  value: number | undefined,
  { path, what, min }: { readonly path: string; readonly what: string; readonly min: number },
  problems: ProblemList,
): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min)) return;
  const hint = `write a whole number of ${min} or more`;
  problems.add(path, `${shown(value)} is no ${what}`, { code: 'INVALID_NUMBER', hint });
}

const FILE_KEYS = ['format', 'fields', 'skipHeader', 'delimiter', 'cast', 'skipEmptyLines', 'options'];

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function checkOrder(table: DataSpec, path: string, problems: ProblemList): void {
  const { order } = table;
  const format = table.path === undefined ? undefined : table.format;
  if (order !== undefined && !['sequence', 'random', 'shuffle', 'unique'].includes(order)) {
    const hint = 'orders are sequence, random, shuffle and unique';
    problems.add(`${path}.order`, `${shown(order)} is not an order`, { code: 'INVALID_DATA', hint });
  }
  if (format !== undefined && !['csv', 'json', 'ndjson'].includes(format)) {
    const hint = 'formats are csv, json and ndjson';
    problems.add(`${path}.format`, `${shown(format)} is not a format`, { code: 'INVALID_DATA', hint });
  }
}

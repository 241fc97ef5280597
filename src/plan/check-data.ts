import { isSchemaFile } from '../data/sets/schema-file.ts';
import type { DataSpec } from '../model/test-spec.ts';
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

/** Whether it says where its rows come from. */
function checkSource(table: DataSpec, at: { path: string; baseDir: string }, problems: ProblemList): boolean {
  const { path, baseDir } = at;
  const isFile = isText(table.path);
  const isGenerated = isText(table.generate);
  if (isFile === isGenerated) {
    const message = isFile ? 'a table has a path or is generated, not both' : 'a table has no path';
    problems.add(path, message, {
      code: 'INVALID_DATA',
      hint: "write { path: 'users.csv' }, or { generate: 'users' } for rows that are made",
    });
    return false;
  }
  if (table.generate === undefined) {
    checkFile({ file: table.path, baseDir, path: `${path}.path`, what: 'the data file' }, problems);
    return true;
  }
  if (isSchemaFile(table.generate)) {
    checkFile({ file: table.generate, baseDir, path: `${path}.generate`, what: 'the schema' }, problems);
  }
  for (const key of ['count', 'seed'] as const) {
    const value = table[key];
    if (value === undefined || (Number.isSafeInteger(value) && value >= (key === 'count' ? 1 : 0))) continue;
    const hint = key === 'count' ? 'write a whole number of 1 or more' : 'write a whole number of 0 or more';
    problems.add(`${path}.${key}`, `${shown(value)} is no ${key}`, { code: 'INVALID_NUMBER', hint });
  }
  return true;
}

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

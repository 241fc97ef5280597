import type { DataSpec } from '../model/test-spec.ts';
import { checkFile } from './check-file.ts';
import { type ProblemList, shown } from './problem-list.ts';

/** Notes tables that aren't there or can't be told apart. What is in them is read later, by data/. */
export function checkData(data: readonly DataSpec[] | undefined, baseDir: string, problems: ProblemList): void {
  const names = new Set<string>();
  for (const [index, table] of (data ?? []).entries()) {
    const path = `data[${index}]`;
    if (typeof table.path !== 'string' || table.path.trim() === '') {
      problems.add(path, 'a table has no path', { code: 'INVALID_DATA', hint: "write { path: 'users.csv' }" });
      continue;
    }
    checkFile({ file: table.path, baseDir, path: `${path}.path`, what: 'the data file' }, problems);
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

function checkOrder({ order, format }: DataSpec, path: string, problems: ProblemList): void {
  if (order !== undefined && !['sequence', 'random', 'shuffle', 'unique'].includes(order)) {
    const hint = 'orders are sequence, random, shuffle and unique';
    problems.add(`${path}.order`, `${shown(order)} is not an order`, { code: 'INVALID_DATA', hint });
  }
  if (format !== undefined && !['csv', 'json', 'ndjson'].includes(format)) {
    const hint = 'formats are csv, json and ndjson';
    problems.add(`${path}.format`, `${shown(format)} is not a format`, { code: 'INVALID_DATA', hint });
  }
}

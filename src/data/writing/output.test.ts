import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../databases/database.ts';
import type { DataSet } from '../sets/data-set.ts';
import { outputFiles, outputOf } from './output.ts';
import type { Output } from './outputs.ts';
import { smallSet, tableSet } from './small-set-fixture.ts';
import { jsonOf } from './tables/json-file.ts';

describe('tables as files', () => {
  it('are JSON lines, a row each', () => {
    const { 'orders.jsonl': orders } = written(tableSet(), 'jsonl');
    const rows = orders
      ?.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual([...(tableSet().tables?.[0]?.rows(0, 12) ?? [])]);
  });

  it('are one JSON array, also when they are empty', () => {
    expect(JSON.parse(written(tableSet(), 'json')['users.json'] ?? '')).toHaveLength(3);
    expect(JSON.parse(written(tableSet(0), 'json')['orders.json'] ?? '')).toEqual([]);
  });

  it('are CSV by RFC 4180 that tells null from an empty text and leaves formulas alone', () => {
    const { 'users.csv': csv = '' } = written(tableSet(), 'csv');
    expect(csv.split('\r\n')[0]).toBe('id,name,note,score,paid,boss');
    expect(csv).toContain('2,"line\nbreak","",-1e+21,false,\r\n');
    expect(csv).toContain('=1+1');
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    expect(rows.map(({ name }) => name)).toEqual(['O\'Brien, "Pat"', 'line\nbreak', ' spaced ']);
    const lines: Record<string, string>[] = parse(written(tableSet(), 'csv')['orders.csv'] ?? '', { columns: true });
    expect(JSON.parse(lines[0]?.lines ?? '')).toEqual([{ sku: "a'b", n: 1 }]);
  });

  it('are SQL that a database takes, those referred to first', async () => {
    const { 'tables.sql': sql = '' } = written(tableSet(250), 'sql');
    expect(sql.indexOf('CREATE TABLE "users"')).toBeLessThan(sql.indexOf('CREATE TABLE "orders"'));
    expect(sql.match(/INSERT INTO "orders"/g)).toHaveLength(3);
    const database = await openDatabase('sqlite::memory:');
    await database.exec(sql);
    expect(await database.get('SELECT count(*) AS n FROM orders')).toEqual({ n: 250 });
    expect(await database.all('PRAGMA foreign_key_check')).toEqual([]);
    expect(await database.all('SELECT name, note, score, paid, boss FROM users ORDER BY id')).toEqual([
      { name: 'O\'Brien, "Pat"', note: null, score: 0.5, paid: 1, boss: 2 },
      { name: 'line\nbreak', note: '', score: -1e21, paid: 0, boss: null },
      { name: ' spaced ', note: '=1+1', score: 3, paid: 0, boss: null },
    ]);
    await database.close();
  });

  it('are the same made part by part', () => {
    for (const output of ['jsonl', 'csv', 'json', 'sql'] as const) {
      for (const file of outputFiles(tableSet(12_345), output)) {
        const { count, make } = file.parts ?? { count: 0, make: () => [] };
        const parts = Array.from({ length: count }, (_, part) => Buffer.concat([...make(part)]));
        expect(Buffer.concat(parts).equals(Buffer.concat([...file.content()])), file.path).toBe(true);
        expect(Math.abs(file.expectedBytes / Buffer.concat(parts).length - 1)).toBeLessThan(0.1);
      }
    }
  });

  it('keep integers beyond those of doubles', () => {
    expect(jsonOf({ a: 2n ** 63n, b: [7n], c: 'x' })).toBe('{"a":"9223372036854775808","b":[7],"c":"x"}');
    expect(jsonOf(undefined)).toBe('null');
  });

  it.each(['a:b', 'con', 'a\\b', 'plimsoll-data.json/x'])(
    'cannot be files of the name %s, but in one of SQL',
    (name) => {
      const set = tableSet();
      const renamed = { ...set, tables: set.tables?.map((table) => ({ ...table, name })) ?? [] };
      expect(() => outputOf(renamed, 'csv')).toThrow(/has a name that no file has/);
      expect(outputOf(renamed, 'sql')).toBe('sql');
    },
  );

  it('are refused of a set without any, as are files of one without', () => {
    expect(outputOf(tableSet(), undefined)).toBe('jsonl');
    expect(outputOf(smallSet(), undefined)).toBe('files');
    expect(() => outputOf(smallSet(), 'csv')).toThrow(/files alone/);
    expect(() => outputOf(tableSet(), 'files')).toThrow(/tables alone/);
  });
});

function written(set: DataSet, output: Output): Record<string, string> {
  const files = [...outputFiles(set, output)];
  return Object.fromEntries(files.map((file) => [file.path, Buffer.concat([...file.content()]).toString()]));
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.ts';
import { loadRows, type RowSource } from './rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-rows-'));
  mkdirSync(join(folder, 'sub.csv'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf(name: string, content: string | Buffer, source: Omit<RowSource, 'path'> = {}) {
  writeFileSync(join(folder, name), content);
  const table = loadRows({ path: name, ...source }, folder);
  return Array.from({ length: table.size }, (_, index) => table.row(index));
}

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a CSV file', () => {
  it('has its columns named by its first line, quotes and byte order mark taken off', () => {
    const content = '\ufeffname, city \r\n"Ann, A.","Bonn\nam Rhein"\r\n\r\n"Bo ""B""",\r\n';
    expect(rowsOf('users.csv', content)).toEqual([
      { name: 'Ann, A.', city: 'Bonn\nam Rhein' },
      { name: 'Bo "B"', city: '' },
    ]);
    expect(loadRows({ path: 'users.csv' }, folder).fields).toEqual(['name', 'city']);
  });

  it('turns numbers and booleans into values where nothing of the text is lost', () => {
    const texts = [
      '1',
      '-2.5',
      '0',
      '0.50',
      'true',
      'false',
      '007',
      '+49',
      '1e5',
      '12345678901234567',
      'NaN',
      'True',
      '',
    ];
    const [row] = rowsOf('c.csv', `${texts.map((_, i) => `c${i}`).join()}\n${texts.join()}\n`);
    expect(Object.values(row ?? {})).toEqual([
      1,
      -2.5,
      0,
      0.5,
      true,
      false,
      '007',
      '+49',
      '1e5',
      '12345678901234567',
      'NaN',
      'True',
      '',
    ]);
    expect(rowsOf('d.csv', 'a\n1\n', { cast: false })).toEqual([{ a: '1' }]);
  });

  it('with `fields` has no header, unless it is to be skipped', () => {
    expect(rowsOf('e.csv', 'x,1\ny,2\n', { fields: ['id', 'n'] })).toEqual([
      { id: 'x', n: 1 },
      { id: 'y', n: 2 },
    ]);
    expect(rowsOf('f.csv', 'a,b,c\ny,2,3\n', { fields: ['id', 'n'], skipHeader: true })).toEqual([{ id: 'y', n: 2 }]);
    expect(rowsOf('g.csv', 'a,b\ny,2\n', { skipHeader: true })).toEqual([{ a: 'y', b: 2 }]);
  });

  it('is split at tabs for .tsv, at semicolons where its first line has no comma, or as told', () => {
    const expected = [{ a: 1, b: 'x,y' }];
    expect(rowsOf('h.tsv', 'a\tb\n1\tx,y\n')).toEqual(expected);
    expect(rowsOf('h.csv', 'a;b\n1;x,y\n')).toEqual(expected);
    expect(rowsOf('i.csv', 'a:b\n1:x,y\n', { delimiter: ':' })).toEqual(expected);
    expect(rowsOf('j.csv', '"a;b",c\n1,2\n')).toEqual([{ 'a;b': 1, c: 2 }]);
  });

  it('may be in UTF-16 with a byte order mark, as Excel writes it', () => {
    const text = Buffer.from('\ufeffa\tb\nü\t2\n', 'utf16le');
    expect(rowsOf('k.tsv', text)).toEqual([{ a: 'ü', b: 2 }]);
    expect(rowsOf('k.tsv', Buffer.from(text).swap16())).toEqual([{ a: 'ü', b: 2 }]);
  });

  it('takes the options of csv-parse, but for those that change what it makes', () => {
    expect(rowsOf('l.csv', "a|b\n# no\n'x|y'|1\n", { options: { delimiter: '|', quote: "'", comment: '#' } })).toEqual([
      { a: 'x|y', b: 1 },
    ]);
    expect(rowsOf('m.csv', 'a,b\n1\n', { options: { relax_column_count: true } })).toEqual([{ a: 1 }]);
    expect(rowsOf('m.csv', 'a\n1\n', { options: { columns: true } })).toEqual([{ a: 1 }]);
    expect(failure(() => rowsOf('m.csv', 'a\n1\n', { options: { columns: ['x'] } }))).toMatchObject({
      code: 'DATA_OPTION_INVALID',
      message: "the csv-parse option 'columns' can't be set for m.csv",
    });
    expect(failure(() => rowsOf('m.csv', 'a\n1\n', { options: { max_record_size: 'x' } })).code).toBe(
      'DATA_OPTION_INVALID',
    );
  });

  it('with a row of another length is refused, naming file, line and row', () => {
    const content = `a,b,c,d\n${'1,2,3,4\n'.repeat(16)}1,2,3\n`;
    expect(failure(() => rowsOf('bad.csv', content))).toMatchObject({
      code: 'DATA_FILE_INVALID',
      message: 'bad.csv:18: row 17 has 3 fields, the header 4',
    });
    expect(failure(() => rowsOf('bad.csv', 'a,b\n1,2,3\n')).message).toBe(
      'bad.csv:2: row 1 has 3 fields, the header 2',
    );
    expect(failure(() => rowsOf('bad.csv', 'x\n', { fields: ['a', 'b'] })).message).toBe(
      'bad.csv:1: row 1 has 1 field, `fields` names 2',
    );
  });

  it('with an open quote, or a name twice, is refused', () => {
    const quote = failure(() => rowsOf('q.csv', 'a,b\n1,"2\n'));
    expect(quote.code).toBe('DATA_FILE_INVALID');
    expect(quote.message).toMatch(/^q\.csv:\d+: /);
    expect(failure(() => rowsOf('q.csv', 'a,b,a\n1,2,3\n')).message).toBe("q.csv has more than one column named 'a'");
    expect(failure(() => rowsOf('q.csv', '__proto__\n1\n')).code).toBe('DATA_FILE_INVALID');
  });

  it('leaves out columns without a name', () => {
    expect(rowsOf('n.csv', 'a,,b,\n1,2,3,\n')).toEqual([{ a: 1, b: 3 }]);
  });

  it('holds a hundred thousand rows without an object for each', () => {
    const table = rowsOf('big.csv', `id,name\n${Array.from({ length: 100_000 }, (_, i) => `${i},n${i}\n`).join('')}`);
    expect(table[99_999]).toEqual({ id: 99_999, name: 'n99999' });
  });
});

describe('a JSON file', () => {
  it('has rows as objects, their fields in the order of appearance', () => {
    expect(rowsOf('a.json', '\ufeff[{"a":1,"b":{"c":[2]}},{"d":null,"a":"x"}]')).toEqual([
      { a: 1, b: { c: [2] } },
      { a: 'x', d: null },
    ]);
    expect(loadRows({ path: 'a.json' }, folder).fields).toEqual(['a', 'b', 'd']);
    expect(loadRows({ path: 'a.json', fields: ['d'] }, folder).row(1)).toEqual({ d: null });
  });

  it('may have arrays with `fields`, or plain values', () => {
    expect(rowsOf('b.json', '[[1,2],[3,4,5]]', { fields: ['x', 'y'] })).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
    expect(rowsOf('c.json', '["a",2]')).toEqual([{ value: 'a' }, { value: 2 }]);
    expect(rowsOf('c.json', '["a"]', { fields: ['word'] })).toEqual([{ word: 'a' }]);
  });

  it.each([
    ['[{"a":1},\n {"a":}]', {}, /^x\.json:2:7: not JSON: /],
    ['[{"a":1}', {}, /^x\.json:1:9: not JSON: /],
    ['{"rows":[]}', {}, /^x\.json holds an object, not an array of rows$/],
    ['[[1]]', {}, /^x\.json: row 1 is an array, and nothing names its columns$/],
    ['[[1]]', { fields: ['a', 'b'] }, /^x\.json: row 1 has 1 values, `fields` names 2$/],
    ['[{"name":1}]', { fields: ['nmae'] }, /^no row of x\.json has the field 'nmae'$/],
  ])('holding %j is refused', (content, source, message) => {
    const error = failure(() => rowsOf('x.json', content, source));
    expect(error.code).toBe('DATA_FILE_INVALID');
    expect(error.message).toMatch(message);
  });

  it('with a mistyped field gets a suggestion', () => {
    expect(failure(() => rowsOf('y.json', '[{"name":1}]', { fields: ['nmae'] })).hint).toBe("did you mean 'name'?");
  });
});

describe('an NDJSON file', () => {
  it('has a row a line', () => {
    expect(rowsOf('a.ndjson', '{"a":1}\r\n\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(rowsOf('a.log', '{"a":1}\n', { format: 'ndjson' })).toEqual([{ a: 1 }]);
  });

  it('is refused with the line of its fault', () => {
    expect(failure(() => rowsOf('a.jsonl', '{"a":1}\n\n{"a"}\n')).message).toMatch(/^a\.jsonl:3: not JSON: /);
  });
});

describe('a file', () => {
  it.each([
    ['e.csv', ''],
    ['e.csv', 'a,b\n'],
    ['e.csv', '\n\n'],
    ['e.json', '[]'],
    ['e.json', ' '],
    ['e.ndjson', '\n'],
  ])('%s holding %j has no rows, which is an error', (name, content) => {
    expect(failure(() => rowsOf(name, content))).toMatchObject({
      code: 'DATA_FILE_EMPTY',
      message: `${name} has no rows`,
    });
  });

  it('that is missing is named with the one that was meant, or those beside it', () => {
    writeFileSync(join(folder, 'customers.csv'), 'a\n1\n');
    const near = failure(() => loadRows({ path: 'custmers.csv' }, folder));
    expect(near.code).toBe('DATA_FILE_NOT_FOUND');
    expect(near.message).toContain('the data file custmers.csv does not exist');
    expect(near.hint).toBe("did you mean 'customers.csv'?");
    expect(failure(() => loadRows({ path: 'zzzzzzzzzz' }, folder)).hint).toMatch(/^that folder holds .*\.csv/);
    expect(failure(() => loadRows({ path: 'no/such.csv' }, folder)).hint).toBe(
      `there is no folder ${join(folder, 'no')}`,
    );
  });

  it('that is a folder says so', () => {
    expect(failure(() => loadRows({ path: 'sub.csv' }, folder))).toMatchObject({
      code: 'DATA_FILE_UNREADABLE',
      message: "the data file sub.csv can't be read: it is a folder",
    });
  });
});

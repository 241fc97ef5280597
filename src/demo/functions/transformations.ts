import { type Fields, fieldOf, isObject } from '../fields.ts';
import type { StoredFunction } from './stored-function.ts';

const MAX_ROWS = 10_000;

/** Functions that give JSON another form. */
export const TRANSFORMATIONS: readonly StoredFunction[] = [
  {
    name: 'reshape',
    kind: 'transformation',
    about: 'picks and renames the fields of rows, and groups them by one',
    parameters: [
      { name: 'rows', type: 'list', of: 'object', max: MAX_ROWS, required: true, about: 'the rows' },
      { name: 'pick', type: 'list', of: 'text', max: 100, about: 'which fields to keep; all without' },
      { name: 'rename', type: 'object', default: {}, about: 'new names by old ones' },
      { name: 'groupBy', type: 'text', min: 1, max: 200, about: 'answers groups, by what this field holds' },
    ],
    call: (values) => reshape(values as unknown as Reshaping),
  },
  {
    name: 'flatten',
    kind: 'transformation',
    about: 'brings nested fields of rows to the top, `{a: {b: 1}}` as `{"a.b": 1}`',
    parameters: [
      { name: 'rows', type: 'list', of: 'object', max: MAX_ROWS, required: true, about: 'the rows' },
      { name: 'separator', type: 'text', min: 1, max: 5, default: '.', about: 'between the names' },
    ],
    call: ({ rows, separator }) => {
      const flat = (rows as Fields[]).map((row) => Object.fromEntries(flatFields(row, separator as string)));
      return { count: flat.length, rows: flat };
    },
  },
];

interface Reshaping {
  readonly rows: readonly Fields[];
  readonly pick?: readonly string[];
  readonly rename: Fields;
  readonly groupBy?: string;
}

function reshape({ rows, pick, rename, groupBy }: Reshaping) {
  const shaped = rows.map((row) => {
    const names = pick ?? Object.keys(row);
    const fields = names.filter((name) => Object.hasOwn(row, name)).map((name) => [newName(name, rename), row[name]]);
    return Object.fromEntries(fields) as Fields;
  });
  if (groupBy === undefined) return { count: shaped.length, rows: shaped };
  const groups = new Map<string, Fields[]>();
  for (const [i, row] of shaped.entries()) {
    const key = textOf(fieldOf(rows[i] ?? {}, groupBy));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return { count: shaped.length, groups: Object.fromEntries(groups) };
}

function newName(name: string, rename: Fields): string {
  const other = fieldOf(rename, name);
  return typeof other === 'string' ? other : name;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function flatFields(row: Fields, separator: string, prefix = ''): [string, unknown][] {
  return Object.entries(row).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    return isObject(value) ? flatFields(value, separator, `${path}${separator}`) : [[path, value]];
  });
}

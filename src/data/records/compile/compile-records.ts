import { didYouMean } from '../../../errors/suggest.ts';
import { hashString } from '../../../load/random.ts';
import type { DataRow, DataTable } from '../../sets/data-set.ts';
import { schemaMaker } from '../json-schema/schema-maker.ts';
import type { Field, RecordsSchema, TableSchema } from '../schema.ts';
import { Cell, type Tables } from './cells.ts';
import { type Children, childrenOf } from './children.ts';
import { columnOf, columnsOfRows, isUnique } from './columns.ts';
import { compileField } from './compile-field.ts';
import type { Described } from './field-shape.ts';
import { scoreAlong, valueAlong } from './paths.ts';
import { fieldError, type Scope, type Target } from './scope.ts';

/** Used where a table says nothing. */
const FALLBACK_COUNT = 1000;
/** Rows that tell the type of a column whose description does not. */
const SAMPLES = 50;
/** More of them where even the names of the columns are not said. */
const SCHEMA_SAMPLES = 200;

/**
 * Tables whose rows can be made in any order: row i of a table depends on seed, table and i alone. Everything is compiled
 * at once, so that what is wrong is said before the first row.
 */
export function compileRecords(schema: RecordsSchema, seed: number): readonly DataTable[] {
  const records = new Records(schema, seed);
  return inOrder(Object.keys(schema.tables).map((name) => records.dataTable(name)));
}

interface TableState {
  readonly name: string;
  readonly count: number;
  readonly children: Children | undefined;
  readonly fields: Readonly<Record<string, Field>>;
}

class Records implements Tables, Described {
  readonly seed: number;
  private readonly schema: RecordsSchema;
  private readonly states = new Map<string, TableState>();
  private readonly cells = new Map<string, Cell>();
  /** What is being compiled now, from the outside in: to find what goes round in a circle. */
  private readonly open: string[] = [];

  constructor(schema: RecordsSchema, seed: number) {
    this.schema = schema;
    this.seed = seed;
  }

  dataTable(name: string): DataTable {
    const { count, fields } = this.state(name);
    const { pointer } = this.tableSchema(name, name);
    if (pointer !== undefined) return this.schemaTable(this.state(name), pointer);
    const names = Object.keys(fields);
    const cells = names.map((field) => this.cell(name, field));
    const columns = names.map((field, at) => {
      const samples = Array.from({ length: Math.min(count, SAMPLES) }, (_, row) => cells[at]?.value(row));
      return columnOf({ table: name, name: field, samples }, fields[field] as Field, this);
    });
    return { name, columns, count, rows: (from, to) => rowsOf({ names, cells }, from, Math.min(to, count)) };
  }

  /** Whole rows by a JSON Schema, whose columns its first rows tell. */
  private schemaTable(table: TableState, pointer: string): DataTable {
    const { name, count } = table;
    const cell = new Cell(name, this.seed);
    const scope = this.scope(table, cell);
    const field = (inner: Field, at: string) => scope.inner(inner, { name: at, once: false });
    cell.makeWith(schemaMaker({ document: this.schema.document, pointer, name: '', field }));
    const row = (at: number): DataRow => asRow(cell.value(at));
    const samples = Array.from({ length: Math.min(count, SCHEMA_SAMPLES) }, (_, at) => row(at));
    return { name, columns: columnsOfRows(samples), count, rows: (from, to) => rowsBy(row, from, Math.min(to, count)) };
  }

  get document(): unknown {
    return this.schema.document;
  }

  fieldNames(table: string): readonly string[] {
    return Object.keys(this.state(table).fields);
  }

  field(table: string, field: string): Field | undefined {
    const { fields } = this.state(table);
    return Object.hasOwn(fields, field) ? fields[field] : undefined;
  }

  cell(table: string, field: string): Cell {
    const path = `${table}.${field}`;
    const known = this.cells.get(path);
    if (known !== undefined && !this.open.includes(path)) return known;
    this.guard(path, () => {
      const cell = new Cell(path, this.seed);
      this.cells.set(path, cell);
      const description = this.state(table).fields[field] as Field;
      cell.isOptional = (description.optional ?? 0) > 0;
      cell.makeWith(compileField(description, this.scope(this.state(table), cell)));
    });
    return this.cells.get(path) as Cell;
  }

  private state(name: string): TableState {
    const known = this.states.get(name);
    if (known !== undefined) return known;
    const table = this.tableSchema(name, name);
    const children = this.children(name, table);
    const count = children?.count ?? table.count ?? FALLBACK_COUNT;
    const state = { name, count, children, fields: table.fields ?? {} };
    this.states.set(name, state);
    return state;
  }

  private children(name: string, { children: options }: TableSchema): Children | undefined {
    if (options === undefined) return undefined;
    const fail = (problem: string): never => {
      throw fieldError(`${name}.children`, problem);
    };
    const path = `${name}.children`;
    return this.guard(path, () => {
      this.tableSchema(options.of, path);
      const parents = this.state(options.of).count;
      return childrenOf({ options, parents, seed: this.seed, stream: hashString(path), fail });
    });
  }

  private tableSchema(name: string, from: string): TableSchema {
    const { tables } = this.schema;
    const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (table !== undefined) return table;
    const names = Object.keys(tables);
    throw fieldError(from, `there is no table '${name}'`, {
      code: 'RECORDS_REFERENCE',
      hint: didYouMean(name, names) ?? `there are ${names.join(', ')}`,
    });
  }

  private guard<T>(path: string, compile: () => T): T {
    if (this.open.includes(path)) {
      const circle = [...this.open.slice(this.open.indexOf(path)), path].join(' → ');
      throw fieldError(path, `fields follow from each other in a circle: ${circle}`, {
        code: 'RECORDS_CYCLE',
        hint: 'let one of them have values of its own',
      });
    }
    this.open.push(path);
    const compiled = compile();
    this.open.pop();
    return compiled;
  }

  private scope(table: TableState, cell: Cell, at = { path: cell.path, once: true }): Scope {
    const start = { table: table.name, from: at.path };
    const fail: Scope['fail'] = (problem, options) => {
      throw fieldError(at.path, problem, options);
    };
    return {
      seed: this.seed,
      path: at.path,
      table,
      document: this.schema.document,
      once: at.once,
      fail,
      value: (path) => valueAlong(this, start, path),
      target: (to) => this.target(to, at.path),
      children: (of) => this.childrenTable(of, { parent: table.name, fail }),
      leadsTo: (name, index) => {
        if (at.path !== cell.path) return;
        cell.leads = { table: name, index: (row) => ((cell.value(row) ?? null) === null ? -1 : index(row)) };
      },
      draw: (sampler, correlate) => {
        if (correlate === undefined) return at.path === cell.path ? cell.drawn(sampler, undefined) : sampler.sample;
        if (!at.once) return fail('only what each row has once can move with another field');
        return (at.path === cell.path ? cell : new Cell(at.path, this.seed)).drawn(sampler, {
          correlate,
          score: scoreAlong(this, start, correlate.with),
        });
      },
      inner: (field, inner) => {
        const within = { path: `${at.path}.${inner.name}`, once: at.once && inner.once };
        return compileField(field, this.scope(table, cell, within));
      },
    };
  }

  private target(to: string, from: string): Target {
    const [table = '', field = '', ...more] = to.split('.');
    if (field === '' || more.length > 0) {
      throw fieldError(from, `'${to}' names no field of a table; write it like 'users.id'`, {
        code: 'RECORDS_REFERENCE',
      });
    }
    this.tableSchema(table, from);
    const { count, fields } = this.state(table);
    const description = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (description === undefined) {
      const names = Object.keys(fields);
      throw fieldError(from, `'${table}' has no field '${field}' to refer to`, {
        code: 'RECORDS_REFERENCE',
        hint: didYouMean(field, names) ?? `it has ${names.join(', ')}`,
      });
    }
    const cell = this.cell(table, field);
    const isWhole = (description.nullable ?? 0) === 0 && (description.optional ?? 0) === 0;
    const identifies = isWhole && (description.kind === 'key' || isUnique(description));
    return { table, field, count, identifies, value: (row) => cell.value(row) };
  }

  private childrenTable(
    of: string,
    { parent, fail }: { parent: string; fail: Scope['fail'] },
  ): ReturnType<Scope['children']> {
    this.tableSchema(of, parent);
    const { children } = this.state(of);
    if (children?.of !== parent) return fail(`'${of}' is no table of children of '${parent}'`);
    return { children, value: (field) => valueAlong(this, { table: of, from: `${parent}.${field}` }, field) };
  }
}

function rowsOf(
  table: { names: readonly string[]; cells: readonly Cell[] },
  from: number,
  to: number,
): Iterable<DataRow> {
  const { names, cells } = table;
  const isSparse = cells.some((cell) => cell.isOptional);
  // Copied for each row: objects that begin with all their places are made faster than those that grow.
  const blank = isSparse
    ? {}
    : (JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null])))) as object);
  const row = (at: number): DataRow => {
    const made: Record<string, unknown> = { ...blank };
    for (let place = 0; place < names.length; place++) {
      const value = (cells[place] as Cell).value(at);
      if (value !== undefined) made[names[place] as string] = value;
    }
    return made;
  };
  return rowsBy(row, from, to);
}

function* rowsBy(row: (at: number) => DataRow, from: number, to: number): Iterable<DataRow> {
  for (let at = Math.max(from, 0); at < to; at++) yield row(at);
}

function asRow(value: unknown): DataRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as DataRow) : { value };
}

/** Tables after those that they refer to, as far as that can be. */
function inOrder(tables: readonly DataTable[]): readonly DataTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const ordered = new Set<DataTable>();
  const visiting = new Set<DataTable>();
  const visit = (table: DataTable): void => {
    if (visiting.has(table)) return;
    visiting.add(table);
    for (const { references } of table.columns) {
      const referred = byName.get(references?.table ?? '');
      if (referred !== undefined) visit(referred);
    }
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

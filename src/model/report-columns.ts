import { type Column, packColumns } from './packed-columns.ts';
import type { Series } from './run.ts';

/** Each lies above the one before it. */
const RISING = ['min', 'p50', 'p90', 'p95', 'p99', 'max'];

/** The columns of a report, numbered in the order in which they compress best. */
export class ReportColumns {
  readonly #columns: Column[] = [];
  readonly #grounds: (number | undefined)[] = [];
  readonly #numbers = new Map<Column, number>();

  add(column: Column, ground?: number): number {
    const number = this.#columns.push(column) - 1;
    this.#grounds.push(ground);
    this.#numbers.set(column, number);
    return number;
  }

  /** All fields of some series: those of one field and metric follow each other, since they are alike. */
  addSeries(all: readonly Series[]): void {
    const fields = all.flatMap((series) => {
      const kind = `${series.name} ${Object.keys(series.tags).sort().join()}`;
      return Object.entries(series.fields).map(([field, values]) => ({ series, field, values, kind }));
    });
    const rank = (field: string) => RISING.indexOf(field);
    const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    fields.sort((a, b) => byName(a.kind, b.kind) || rank(a.field) - rank(b.field) || byName(a.field, b.field));
    for (const { series, field, values } of fields) this.add(values, this.#groundOf(series, field));
  }

  /** Of a column that was added. */
  numberOf(column: Column): number {
    return this.#numbers.get(column) ?? this.add(column);
  }

  packed(): Uint8Array {
    return packColumns(this.#columns, this.#grounds);
  }

  #groundOf({ fields }: Series, field: string): number | undefined {
    const lower = RISING.slice(0, Math.max(0, RISING.indexOf(field))).reverse();
    const nearest = lower.find((each) => fields[each] !== undefined);
    const column = nearest === undefined ? undefined : fields[nearest];
    return column === undefined ? undefined : this.#numbers.get(column);
  }
}

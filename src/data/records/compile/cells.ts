import { hashString, type Random } from '../../../load/random.ts';
import { normalProbability, normalQuantile } from '../distributions/normal.ts';
import type { Sampler } from '../distributions/spread.ts';
import { RowRandom } from '../row-random.ts';
import type { Correlation } from '../schema.ts';
import type { Maker } from './scope.ts';

/** What finding fields needs of the tables. */
export interface Tables {
  readonly seed: number;
  fieldNames(table: string): readonly string[];
  cell(table: string, field: string): Cell;
}

/** Streams of chance beside the one that a field's values come from. */
const SCORE_STREAM = 0x53_434f;

/**
 * One field of one table. Its value in a row follows from seed, name and row alone; the last one is kept, since other
 * fields of the row may ask for it.
 */
export class Cell {
  readonly path: string;
  /** Where paths through this field lead; set while it is compiled. */
  leads: { readonly table: string; readonly index: (row: number) => number } | undefined;
  /** Whether it is left away in some rows. */
  isOptional = false;
  private maker: Maker = () => undefined;
  private readonly random: RowRandom;
  private readonly scores: RowRandom;
  private scoreOf: ((row: number) => number) | undefined;
  private byScore = false;
  private lastRow = -1;
  private last: unknown;

  constructor(path: string, seed: number) {
    this.path = path;
    const stream = hashString(path);
    this.random = new RowRandom(seed, stream);
    this.scores = new RowRandom(seed, stream ^ SCORE_STREAM);
  }

  makeWith(maker: Maker): void {
    this.maker = maker;
  }

  value(row: number): unknown {
    if (row === this.lastRow) return this.last;
    this.random.at(row);
    const value = this.maker(this.random, row);
    this.last = value;
    this.lastRow = row;
    return value;
  }

  /** From now on values follow from their normal score, so that others can move with them; undefined where there is none. */
  scored(): ((row: number) => number) | undefined {
    this.byScore = this.scoreOf !== undefined;
    return this.scoreOf;
  }

  /** Numbers of a distribution: as they come, or by their normal score where another field moves with this one. */
  drawn(sampler: Sampler, other: { score: (row: number) => number; correlate: Correlation } | undefined): DrawAt {
    const own = (row: number) => {
      this.scores.at(row);
      return normalQuantile(Math.max(this.scores.next(), 2 ** -54));
    };
    if (other === undefined) {
      this.scoreOf = own;
      return (random, row) => (this.byScore ? sampler.quantile(normalProbability(own(row))) : sampler.sample(random));
    }
    const { r } = other.correlate;
    const rest = Math.sqrt(1 - r * r);
    const score = (row: number) => r * other.score(row) + rest * own(row);
    this.scoreOf = score;
    return (_, row) => sampler.quantile(normalProbability(score(row)));
  }
}

type DrawAt = (random: Random, row: number) => number;

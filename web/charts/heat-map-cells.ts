import type { HeatMap } from '../../src/model/run.ts';
import type { TimeRange } from './time-axis.tsx';

/** Counts in a grid as it is drawn: one cell is at least a pixel wide and high. */
export interface HeatCells {
  /** Of the first column; each is as long as the next. */
  readonly startMs: number;
  readonly columnMs: number;
  readonly columns: number;
  /** Of the lowest row, in buckets of the map; each row holds as many of them. */
  readonly offset: number;
  readonly bucketsPerRow: number;
  readonly rows: number;
  /** Column by column, from the lowest row up. */
  readonly counts: Float64Array;
  readonly highest: number;
}

export interface CellOptions {
  readonly view: TimeRange;
  /** At most so many columns and rows. */
  readonly columns: number;
  readonly rows: number;
}

/** What is in sight of a heat map: neighbouring steps and buckets are added up where there is no room to draw each. */
export function cellsOf(map: HeatMap, { view, columns, rows }: CellOptions): HeatCells | undefined {
  const filled = filledRange(map);
  if (filled === undefined || !(map.stepMs > 0)) return undefined;
  const first = Math.max(0, Math.floor((view.fromMs - map.startMs) / map.stepMs));
  const last = Math.min(map.columns.length, Math.ceil((view.toMs - map.startMs) / map.stepMs));
  if (last <= first) return undefined;
  // By powers of two, and counted from the start of the run, so that columns stay what they are while the run grows.
  const stepsPerColumn = 2 ** Math.max(0, Math.ceil(Math.log2((last - first) / Math.max(1, columns))));
  const bucketsPerRow = 2 ** Math.max(0, Math.ceil(Math.log2((filled.high - filled.low + 1) / Math.max(1, rows))));
  const from = Math.floor(first / stepsPerColumn);
  const bottom = Math.floor(filled.low / bucketsPerRow);
  const grid = {
    startMs: map.startMs + from * stepsPerColumn * map.stepMs,
    columnMs: stepsPerColumn * map.stepMs,
    columns: Math.ceil(last / stepsPerColumn) - from,
    offset: bottom * bucketsPerRow,
    bucketsPerRow,
    rows: Math.floor(filled.high / bucketsPerRow) - bottom + 1,
  };
  const counts = new Float64Array(grid.columns * grid.rows);
  for (let step = first; step < last; step++) {
    const column = map.columns[step];
    if (column === undefined) continue;
    const base = (Math.floor(step / stepsPerColumn) - from) * grid.rows;
    for (let index = 0; index < column.counts.length; index++) {
      const count = column.counts[index] ?? 0;
      if (count === 0) continue;
      const cell = base + Math.floor((column.offset + index) / bucketsPerRow) - bottom;
      counts[cell] = (counts[cell] ?? 0) + count;
    }
  }
  return { ...grid, counts, highest: counts.reduce((most, count) => Math.max(most, count), 0) };
}

/** The lowest and the highest bucket with anything in it, over the whole run: the axis stands still while zooming. */
function filledRange(map: HeatMap): { low: number; high: number } | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { offset, counts } of map.columns) {
    const first = counts.findIndex((count) => count > 0);
    if (first < 0) continue;
    low = Math.min(low, offset + first);
    high = Math.max(high, offset + counts.findLastIndex((count) => count > 0));
  }
  return low > high ? undefined : { low, high };
}

/** Where a bucket begins, in the unit that the map is shown in. */
export function heatBound(map: HeatMap, bucket: number): number {
  return 2 ** (bucket / 2 ** map.scale) * (map.unit === 'us' ? 0.001 : 1);
}

/** Microseconds are shown as milliseconds, as all durations are. */
export function heatUnit(map: HeatMap): string {
  return map.unit === 'us' ? 'ms' : map.unit;
}

/** So many rows as the values of a column can fill: with more of them, few values would lie scattered as stripes. */
export function fillableRows(map: HeatMap, columns: number): number {
  const filled = map.columns.filter(({ counts }) => counts.length > 0);
  const count = filled.reduce((sum, { counts }) => counts.reduce((one, other) => one + other, sum), 0);
  const each = count / Math.max(1, Math.min(filled.length, columns));
  return Math.max(FEWEST_ROWS, 2 * Math.sqrt(each));
}

const FEWEST_ROWS = 12;

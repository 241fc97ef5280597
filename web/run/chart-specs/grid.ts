import type { Series } from '../../../src/model/run.ts';
import type { TimeLine } from '../../charts/specs.ts';

/** The steps of time that the lines of a chart share. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly timesMs: readonly number[];
}

type Values = readonly (number | null)[];

/** Runs that others have written may have any number of steps. */
const MOST_STEPS = 8000;

/** Steps as fine as the finest of the series, from the first start to the last end; undefined without any. */
export function gridOf(all: readonly (Series | undefined)[]): Grid | undefined {
  const series = all.filter((each) => each !== undefined).filter((each) => isSound(each) && lengthOf(each) > 0);
  if (series.length === 0) return undefined;
  const startMs = Math.min(...series.map((each) => each.startMs));
  const endMs = Math.max(...series.map((each) => each.startMs + lengthOf(each) * each.stepMs));
  const finestMs = Math.min(...series.map(({ stepMs }) => stepMs));
  const stepMs = Math.max(finestMs, (endMs - startMs) / MOST_STEPS);
  const count = Math.max(1, Math.round((endMs - startMs) / stepMs));
  return { startMs, stepMs, timesMs: Array.from({ length: count }, (_, step) => startMs + step * stepMs) };
}

/** The values of one field, one for each step of the grid; what was measured in longer steps holds for all of them. */
export function valuesOn(grid: Grid, series: Series | undefined, field: string): Values {
  const values = series === undefined || !isSound(series) ? undefined : series.fields[field];
  if (series === undefined || values === undefined) return grid.timesMs.map(() => null);
  if (series.stepMs === grid.stepMs && series.startMs === grid.startMs) {
    return grid.timesMs.map((_, step) => values[step] ?? null);
  }
  return grid.timesMs.map((ms) => values[Math.floor((ms - series.startMs + grid.stepMs / 2) / series.stepMs)] ?? null);
}

/** A line of one field of a series; none where it has no value. */
export function linesOf(
  grid: Grid,
  series: Series | undefined,
  line: Omit<TimeLine, 'values'> & { readonly field: string },
): TimeLine[] {
  const { field, ...rest } = line;
  const values = valuesOn(grid, series, field);
  return values.some((value) => value !== null) ? [{ ...rest, values }] : [];
}

/** Step by step of several. */
export function combined(lists: readonly Values[], combine: (values: readonly number[]) => number | null): Values {
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, step) => {
    const values = lists.map((list) => list[step] ?? null);
    return values.includes(null) ? null : combine(values as number[]);
  });
}

export function sum(values: Values): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function isSound({ startMs, stepMs, fields }: Series): boolean {
  return Number.isFinite(startMs) && Number.isFinite(stepMs) && stepMs > 0 && fields !== undefined;
}

function lengthOf({ fields }: Series): number {
  return Math.max(0, ...Object.values(fields).map((values) => values.length));
}

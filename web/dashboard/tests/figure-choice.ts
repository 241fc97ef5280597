import type { MetricHistory } from '../../../src/model/history.ts';
import { wantedRows } from '../../parts/table-rows.ts';
import { figureTitle } from '../../trend/figure-title.ts';

export type Figure = Pick<MetricHistory, 'metric' | 'tags' | 'aggregate' | 'unit'>;

/** Figures that hold every word asked for in the name of their metric, step or aggregate: totals before those of parts, and what matters most first. */
export function wantedFigures(figures: readonly Figure[], wanted: string): readonly Figure[] {
  const found = wantedRows(figures, wanted, figureTitle);
  return [...found].sort((a, b) => tagCount(a) - tagCount(b) || placeOf(a) - placeOf(b));
}

/** The place that a key moves to in a list of so many, round its ends; undefined for other keys. */
export function movedTo(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return at <= 0 ? count - 1 : at - 1;
  if (key === 'PageDown') return Math.min(at + PAGE, count - 1);
  if (key === 'PageUp') return Math.max(at - PAGE, 0);
  return undefined;
}

const PAGE = 8;

const FIRST = ['load_line', 'http_req_duration', 'function_duration', 'http_reqs', 'response_time', 'http_req_failed'];

function placeOf({ metric }: Figure): number {
  const at = FIRST.indexOf(metric);
  return at < 0 ? FIRST.length : at;
}

function tagCount({ tags }: Figure): number {
  return Object.keys(tags).length;
}

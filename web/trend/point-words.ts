import type { HistoryPage, RunRow } from '../../src/model/dashboard-api.ts';
import { shortCommit } from '../../src/model/figure-name.ts';
import type { HistoryPoint, Trend } from '../../src/model/history.ts';
import type { Verdict } from '../../src/model/run.ts';
import { showValue } from '../../src/model/show-value.ts';
import { levelsText, rounded, sizeText } from '../../src/model/words/trend-texts.ts';
import { cleanText } from '../parts/clean-text.ts';
import { showTime } from '../parts/when.ts';

type Change = Trend['changes'][number];

/** What else is known of the runs of a history. */
export interface Known {
  readonly runs: ReadonlyMap<string, RunRow>;
  readonly baselines: ReadonlyMap<string, HistoryPage['baselines'][number]>;
}

export function knownOf(runs: readonly RunRow[], baselines: HistoryPage['baselines']): Known {
  return {
    runs: new Map(runs.map((run) => [run.id, run])),
    baselines: new Map(baselines.map((baseline) => [baseline.runId, baseline])),
  };
}

export function verdictOf({ runId, verdict }: HistoryPoint, { runs }: Known): Verdict | undefined {
  return verdict ?? runs.get(runId)?.verdict;
}

/** Three digits; what was not measured as a dash. */
export function valueWords(value: number, unit: string): string {
  return Number.isFinite(value) ? showValue(rounded(value), unit) : '–';
}

/** `2026-01-19 00:00`, or what the run is called where no time is known. */
export function runTime({ startedAt, runId }: Pick<HistoryPoint, 'startedAt' | 'runId'>): string {
  return startedAt === '' ? cleanText(runId, 60) : showTime(startedAt).slice(0, 16);
}

/** `176ms · 2026-01-19 00:00 · 19155d55 on main · failed`. */
export function pointWords({ trend, index, known }: { trend: Trend; index: number; known: Known }): string {
  const point = trend.points[index];
  if (point === undefined) return '';
  const run = known.runs.get(point.runId);
  const [commit, branch, author] = [
    point.commit ?? run?.commit,
    point.branch ?? run?.branch,
    point.author ?? run?.author,
  ];
  const baseline = known.baselines.get(point.runId);
  const change = trend.changes.find((each) => each.index === index);
  const parts = [
    valueWords(point.value, trend.unit),
    runTime(point),
    [commit === undefined ? '' : shortCommit(commit), branch === undefined ? '' : `on ${branch}`].join(' ').trim(),
    author ?? '',
    verdictOf(point, known) ?? '',
    trend.outliers.includes(index) ? 'off the level' : '',
    change === undefined ? '' : `first of a new level, ${sizeText(change)}`,
    baseline === undefined ? '' : `baseline of ${baseline.branch}: ${baseline.reason}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => cleanText(part, 120))
    .join(' · ');
}

/** `+25.7% (+24.1% to +27.4%), 140ms → 176ms`. */
export function changeWords(change: Change, unit: string): string {
  return `${sizeText(change)}, ${levelsText(change, unit)}`;
}

/** `+26%`: what stands beside the mark of a change. */
export function shortSize({ ratio }: Pick<Change, 'ratio'>): string {
  if (!Number.isFinite(ratio)) return 'from 0';
  const percent = (ratio - 1) * 100;
  if (percent > 999) return `×${Number(ratio.toPrecision(2))}`;
  return `${percent < 0 ? '−' : '+'}${Number(Math.abs(percent).toPrecision(Math.abs(percent) >= 10 ? 2 : 1))}%`;
}

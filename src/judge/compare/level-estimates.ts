import type { Estimated, Level, LoadLine } from '../../model/run.ts';
import { normalQuantile } from '../../stats/intervals.ts';
import { findTotal, subjectOf } from '../kinds/level-figures.ts';
import { rateEstimates } from './count-estimates.ts';
import type { Direction, Estimate } from './estimate.ts';
import type { MeasuredRun } from './measured-run.ts';
import { trendEstimates } from './trend-estimates.ts';

/** Ends beyond this stand for none, since JSON has no infinity. */
const UNBOUNDED = 1e300;

/** The load line, and how throughput follows load: each with the interval that it brings along. */
export function lineEstimates(run: MeasuredRun): Estimate[] {
  const { loadLine, scaling } = run;
  return [
    ...(loadLine === undefined ? [] : lineEstimate(run, loadLine)),
    ...(scaling === undefined
      ? []
      : [
          ...lawEstimate(run, scaling.lambda, { aggregate: 'one user', direction: 'gain', unit: '/s' }),
          ...(scaling.peak === null
            ? []
            : lawEstimate(run, scaling.peak.load, { aggregate: 'peak', direction: 'gain', unit: 'users' })),
          ...(scaling.knee === null
            ? []
            : lawEstimate(run, scaling.knee, { aggregate: 'knee', direction: 'gain', unit: 'users' })),
        ]),
  ];
}

function lineEstimate(run: MeasuredRun, { value, low, high, unit, confidence }: LoadLine): Estimate[] {
  return known({ value, low, high }, confidence).map((found) => ({
    ...found,
    ...shapeOf(run),
    metric: 'load_line',
    aggregate: 'value',
    unit,
    direction: 'gain',
  }));
}

interface LawFigure {
  readonly aggregate: string;
  readonly direction: Direction;
  readonly unit: string;
}

function lawEstimate(run: MeasuredRun, estimated: Estimated, figure: LawFigure): Estimate[] {
  return known(estimated, 0.95).map((found) => ({ ...found, ...shapeOf(run), metric: 'scaling', ...figure }));
}

function shapeOf({ levels = [] }: MeasuredRun) {
  return { tags: {}, more: 'levels' as const, amount: Math.max(1, levels.length) };
}

/** Each end at its own distance, as a normal one at any other confidence. */
function known({ value, low, high }: Estimated, confidence: number): Pick<Estimate, 'value' | 'known'>[] {
  if (!(value > 0) || value >= UNBOUNDED || !(low <= value && value <= high)) return [];
  const stated = normalQuantile((1 + confidence) / 2);
  const down = low > 0 ? Math.log(value / low) / stated : Number.POSITIVE_INFINITY;
  const up = high < UNBOUNDED ? Math.log(high / value) / stated : Number.POSITIVE_INFINITY;
  const intervalAt = (asked: number) => {
    const reach = normalQuantile((1 + asked) / 2);
    return {
      low: Math.max(value * Math.exp(-reach * down), 1e-300),
      high: Math.min(value * Math.exp(reach * up), UNBOUNDED),
    };
  };
  return [{ value, known: { intervalAt } }];
}

/** What was measured at each level, told apart by its load: latency and failures. */
export function levelEstimates(run: MeasuredRun): Estimate[] {
  const { time, failed } = subjectOf(run.metrics);
  return (run.levels ?? []).flatMap((level) => {
    const within = inLevel(run, level);
    const tags = { level: `${level.load} ${level.unit}` };
    const [latency, failures] = [findTotal(level.metrics, time), findTotal(level.metrics, failed)];
    return [
      ...(latency?.type === 'trend' ? trendEstimates(within, latency) : []),
      ...(failures?.type === 'rate' ? rateEstimates(within, failures) : []),
    ].map((estimate) => ({ ...estimate, tags, more: 'time' as const }));
  });
}

/** The run as of one level: its series are cut to the level's time. */
function inLevel(run: MeasuredRun, level: Level): MeasuredRun {
  const series = run.series?.map((each) => {
    const from = Math.ceil((level.startMs - each.startMs) / each.stepMs);
    const to = Math.floor((level.endMs - each.startMs) / each.stepMs);
    const fields = Object.entries(each.fields).map(([name, values]) => [
      name,
      values.slice(Math.max(0, from), Math.max(0, to)),
    ]);
    return { ...each, startMs: each.startMs + Math.max(0, from) * each.stepMs, fields: Object.fromEntries(fields) };
  });
  const { spread: _, ...rest } = run;
  return {
    ...rest,
    durationMs: level.endMs - level.startMs,
    test: { ...run.test, load: [] },
    ...(series === undefined ? {} : { series }),
  };
}

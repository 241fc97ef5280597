import type { Estimated, Run } from '../model/run.ts';
import { showShare } from '../model/show-value.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import { comparisonRows } from '../model/words/comparison-rows.ts';
import { levelRows } from './level-rows.ts';
import { code, prose, table } from './markdown-text.ts';

const MOST_ROWS = 50;

/** The stretches of constant load. */
export function levelsInMarkdown(run: Run): string {
  const rows = levelRows(run);
  if (rows.length === 0) return '';
  const time = (value: number | undefined) => (value === undefined ? '–' : formatDuration(value));
  const cells = rows
    .slice(0, MOST_ROWS)
    .map(({ name, load, unit, perSecond, failedShare, percentiles, decided }) => [
      code(name),
      prose(`${formatCount(load)} ${unit}`),
      `${formatCount(perSecond)}/s`,
      showShare(failedShare),
      ...['50', '95', '99'].map((percentile) => time(percentiles[percentile])),
      decided === 'crossed' ? '**no**' : decided === 'within' ? 'yes' : '–',
    ]);
  const header = ['Level', 'Load', 'Rate', 'Failed', 'p50', 'p95', 'p99', 'Within limits'];
  return `### Levels\n\n${table(header, cells)}${more(rows.length)}`;
}

/** The law of scaling, and how the measured throughput lies to it. */
export function scalingInMarkdown({ scaling }: Run): string {
  if (scaling === undefined) return '';
  const { law, lambda, sigma, kappa, r2, peak, points } = scaling;
  const facts = [
    `law ${code(law)}`,
    `one user ${formatCount(lambda.value)}/s`,
    `σ ${between(sigma)}`,
    `κ ${between(kappa)}`,
    ...(peak === null ? [] : [`peak ${formatCount(peak.throughput)}/s at ${between(peak.load)}`]),
    `R² ${r2.toFixed(3)}`,
  ];
  const rows = points.map(({ load, throughput, fitted, efficiency }) => [
    formatCount(load),
    `${formatCount(throughput)}/s`,
    `${formatCount(fitted)}/s`,
    showShare(efficiency),
  ]);
  return `### Scaling\n\n${facts.join(' · ')}\n\n${table(['Load', 'Measured', 'Law', 'Efficiency'], rows)}`;
}

/** Each figure against the same of the baseline. */
export function comparisonsInMarkdown({ comparisons = [] }: Run): string {
  if (comparisons.length === 0) return '';
  const cells = comparisonRows(comparisons)
    .slice(0, MOST_ROWS)
    .map(({ metric, step, before, after, change, interval, comparison: { verdict, severity } }) => [
      code(metric),
      code(step),
      prose(before),
      prose(after),
      prose(change),
      prose(interval),
      severity === undefined || severity === 'info' ? verdict : `**${verdict}**, ${severity}`,
    ]);
  const header = ['Figure', 'Step', 'Baseline', 'Now', 'Change', 'Between', ''];
  const against = code(comparisons[0]?.against ?? '');
  return `### Compared with ${against}\n\n${table(header, cells)}${more(comparisons.length)}`;
}

/** Ends beyond this stand for none, since JSON has no infinity. */
const UNBOUNDED = 1e300;

function between({ value, low, high }: Estimated): string {
  const show = (each: number) => (each >= UNBOUNDED ? '∞' : String(Number(each.toPrecision(3))));
  return `${show(value)} (${show(low)} to ${show(high)})`;
}

function more(rows: number): string {
  return rows > MOST_ROWS ? `\n\n… and ${rows - MOST_ROWS} more` : '';
}

import type { TrendMetric } from '../../../model/run.ts';
import type { HistogramData } from '../../../model/snapshot.ts';
import { formatCount } from '../../../model/units.ts';
import { countAtOrBelow } from '../../../stats/distribution.ts';
import { formatBound, formatShare, formatTime } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import type { Paint } from '../text/paint.ts';
import { layTable, sideBySide } from '../text/table.ts';
import { displayWidth } from '../text/text-width.ts';
import type { Section, SummaryContext } from './section.ts';

const MOST_ROWS = 12;
const NARROWEST_BESIDE = 44;
const SHOWN_PERCENTILES = ['50', '75', '90', '95', '99', '99.9'];
const NOTABLE = 0.05;

/** How long responses took: their distribution on a logarithmic scale, and percentiles beside it. */
export const latency: Section = (context) => {
  const sent = context.metrics.trend('http_req_duration');
  const due = context.metrics.trend('response_time');
  const main = sent ?? due;
  if (main === undefined) return undefined;
  const isOpen = context.run.test.load.some(({ model }) => model === 'arrivals');
  // Calls of functions have a response time as well, and no time from sent.
  const isOfRequests = context.metrics.counter('function_calls') === undefined;
  const hasBoth = sent !== undefined && due !== undefined && isOfRequests;
  const second = hasBoth && (isOpen || differs(sent, due)) ? due : undefined;
  const percentiles = percentileTable(main, second, context);
  const widest = Math.max(...percentiles.map(displayWidth));
  const room = context.width - 2;
  const beside = room - widest - 4 >= NARROWEST_BESIDE;
  const histogram = histogramLines(main, context.paint, beside ? room - widest - 4 : room);
  const lines = beside ? sideBySide(histogram, percentiles, 4) : [...histogram, '', ...percentiles];
  const note = second === undefined ? '' : 'from sent; from due is what a user would have felt';
  return { title: 'How long did responses take?', note, lines };
};

function percentileTable(main: TrendMetric, second: TrendMetric | undefined, { paint }: SummaryContext): string[] {
  const labels = ['min', 'mean', ...SHOWN_PERCENTILES.map((each) => `p${each}`), 'max'];
  const values = ({ min, mean, max, percentiles }: TrendMetric) =>
    [min, mean, ...SHOWN_PERCENTILES.map((each) => percentiles[each]), max].map(formatTime);
  return layTable(
    [
      { title: '', cells: labels.map(paint.dim), drop: 0 },
      { title: second === undefined ? '' : 'from sent', cells: values(main), align: 'right', drop: 0 },
      ...(second === undefined ? [] : [{ title: 'from due', cells: values(second), align: 'right' as const, drop: 0 }]),
    ],
    { width: 40, ...(second === undefined ? {} : { title: paint.dim }) },
  );
}

function differs(sent: TrendMetric, due: TrendMetric): boolean {
  return ['50', '95', '99'].some((each) => {
    const [one, other] = [sent.percentiles[each] ?? 0, due.percentiles[each] ?? 0];
    return Math.abs(other - one) > NOTABLE * Math.max(one, other);
  });
}

function histogramLines(trend: TrendMetric, paint: Paint, width: number): string[] {
  const rows = histogramRows(trend);
  const most = Math.max(...rows.map(({ count }) => count));
  const labels = rows.map(({ from, to }) => `${formatBound(from)} – ${formatBound(to)}`);
  const counts = rows.map(({ count }) => formatCount(count));
  const shares = rows.map(({ count }) => formatShare(count / trend.count));
  const textWidth = [labels, counts, shares].reduce((sum, cells) => sum + Math.max(...cells.map(displayWidth)) + 2, 0);
  const barWidth = Math.max(4, width - textWidth);
  return layTable(
    [
      { title: '', cells: labels.map(paint.dim), align: 'right', drop: 0 },
      { title: '', cells: rows.map(({ count }) => padded(bar(count / most, barWidth), barWidth, paint)), drop: 0 },
      { title: '', cells: counts, align: 'right', drop: 1 },
      { title: '', cells: shares.map(paint.dim), align: 'right', drop: 2 },
    ],
    { width },
  );
}

function padded(text: string, width: number, paint: Paint): string {
  return paint.accent(text) + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

interface HistogramRow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bounds at round numbers, as many as there is room for; the first and last rows hold something. */
function histogramRows(trend: TrendMetric): HistogramRow[] {
  const factor = trend.histogram.unit === 'us' ? 1000 : 1;
  const data = asData(trend, factor);
  const bounds = roundBounds(trend.min, trend.max);
  const rows: HistogramRow[] = [];
  let below = 0;
  for (const [at, to] of bounds.entries()) {
    if (at === 0) continue;
    const upTo = at === bounds.length - 1 ? trend.count : Math.round(countAtOrBelow(data, to * factor));
    rows.push({ from: bounds[at - 1] ?? 0, to, count: upTo - below });
    below = upTo;
  }
  return withoutEmptyEnds(rows);
}

function withoutEmptyEnds(rows: readonly HistogramRow[]): HistogramRow[] {
  const isFilled = ({ count }: HistogramRow) => count > 0;
  const filled = rows.slice(rows.findIndex(isFilled), rows.findLastIndex(isFilled) + 1);
  return filled.length > 0 ? filled : [...rows.slice(0, 1)];
}

/** Mantissas of the bounds, from coarse to fine. */
const STEPS: readonly (readonly number[])[] = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7, 8, 9],
];

function roundBounds(min: number, max: number): number[] {
  const lowest = Math.max(min, 0.001);
  const highest = Math.max(max, lowest);
  let chosen = boundsFrom(lowest, highest, [1]);
  for (const steps of STEPS) {
    const bounds = boundsFrom(lowest, highest, steps);
    if (bounds.length > MOST_ROWS + 1) break;
    chosen = bounds;
  }
  return chosen;
}

/** From the last bound at or below the lowest value to the first at or above the highest. */
function boundsFrom(lowest: number, highest: number, steps: readonly number[]): number[] {
  const all: number[] = [];
  const [first, last] = [Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest)) + 1];
  for (let power = first; power <= last; power++) {
    for (const step of steps) all.push(Number((step * 10 ** power).toPrecision(6)));
  }
  const start = Math.max(
    0,
    all.findLastIndex((bound) => bound <= lowest),
  );
  const end = all.findIndex((bound, at) => at > start && bound >= highest);
  return all.slice(start, end < 0 ? all.length : end + 1);
}

function asData({ histogram, count, min, mean, max }: TrendMetric, factor: number): HistogramData {
  const { scale, zeroCount, positive, negative } = histogram;
  return {
    scale,
    count,
    sum: mean * count * factor,
    sumSquares: 0,
    min: min * factor,
    max: max * factor,
    zeroCount,
    positive,
    ...(negative === undefined ? {} : { negative }),
  };
}

import type { LiveView } from '../../../model/live.ts';
import { formatRate, formatTime } from '../text/amounts.ts';
import { areaChart, greatest, roundUp } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import { sideBySide } from '../text/table.ts';
import { padEnd } from '../text/text-width.ts';
import { LABEL_WIDTH, type LiveContext, type LiveSection } from './live-section.ts';

const MOST_CELLS = 60;
const SCALE_WIDTH = 9;
const WIDE = 112;
const NARROWEST = 12;

interface Chart {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

/** Requests per second and latency over the last two minutes: as high as there is room for. */
export function chartsSection(context: LiveContext): LiveSection {
  const [rate, p50, p99] = chartsOf(context.view);
  const fewest = context.width - LABEL_WIDTH - SCALE_WIDTH < NARROWEST || context.view.tails.requests.length < 3;
  if (fewest) return { forms: [[]], shrink: 4, apart: true };
  const forms =
    context.width >= WIDE
      ? [5, 4, 3, 2, 1].map((height) => beside([rate, p99], height, context))
      : [
          ...[4, 3, 2].map((height) => [rate, p50, p99].flatMap((chart) => drawn(chart, height, context))),
          ...[2, 1].map((height) => [rate, p99].flatMap((chart) => drawn(chart, height, context))),
        ];
  return { forms: [...forms, drawn(rate, 1, context), []], shrink: 7, apart: true };
}

function chartsOf({ tails, subject }: LiveView): [Chart, Chart, Chart] {
  return [
    { label: cleanText(subject), values: tails.requests, format: formatRate },
    { label: 'p50', values: tails.p50, format: formatTime },
    { label: 'p99', values: tails.p99, format: formatTime },
  ];
}

function beside(charts: readonly [Chart, Chart], height: number, context: LiveContext): string[] {
  const half = { ...context, width: Math.floor((context.width - 3) / 2) };
  return sideBySide(drawn(charts[0], height, half), drawn(charts[1], height, half), 3);
}

function drawn({ label, values, format }: Chart, height: number, { paint, width }: LiveContext): string[] {
  const cells = Math.min(MOST_CELLS, width - LABEL_WIDTH - SCALE_WIDTH);
  const recent = values.slice(-2 * cells);
  const top = roundUp(greatest(recent));
  const rows = areaChart(recent, { width: cells, height, top });
  const labels = height > 1 ? [label, `last ${spanOf(Math.min(recent.length, 2 * cells))}`] : [label];
  return rows.map((row, at) => {
    const scale = at === 0 ? format(top) : at === height - 1 ? '0' : '';
    return `${paint.dim(padEnd(labels[at] ?? '', LABEL_WIDTH))}${paint.accent(padEnd(row, cells))} ${paint.dim(scale)}`;
  });
}

function spanOf(seconds: number): string {
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60}m` : `${seconds}s`;
}

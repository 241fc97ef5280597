import type { Level, LoadLine, Metric } from '../../../model/run.ts';
import { formatNumber, formatShare, formatTime, wholePercent } from '../text/amounts.ts';
import { bar } from '../text/charts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { passSymbol } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { limitInWords } from './judged-limit.ts';
import type { Section } from './section.ts';

const BAR = 16;

/** The highest load within all limits, and every level that was tried, lowest first. */
export const loadLine: Section = ({ run, paint, width }) => {
  const { loadLine: line, levels = [] } = run;
  if (run.kind !== 'capacity' || levels.length === 0) return undefined;
  const rows = [...levels].sort((a, b) => a.load - b.load || a.startMs - b.startMs);
  const most = Math.max(...rows.map(({ load }) => load));
  const table = layTable(
    [
      { title: '', cells: rows.map(({ decided }) => passSymbol(passedOf(decided), paint)), drop: 0 },
      { title: 'Load', cells: rows.map(({ load }) => `${formatNumber(load)}/s`), align: 'right', drop: 0 },
      { title: '', cells: rows.map((row) => levelBar(row, line, { most, paint })), drop: 3 },
      { title: 'Served', cells: rows.map((row) => servedText(row)), align: 'right', drop: 2 },
      { title: 'p50', cells: rows.map((row) => percentile(row, '50')), align: 'right', drop: 2 },
      { title: 'p95', cells: rows.map((row) => percentile(row, '95')), align: 'right', drop: 1 },
      { title: 'p99', cells: rows.map((row) => percentile(row, '99')), align: 'right', drop: 2 },
      { title: 'Failed', cells: rows.map((row) => failedText(row)), align: 'right', drop: 1 },
      { title: '', cells: rows.map((row) => paint.dim(closest(row))), drop: 4 },
    ],
    { width: width - 2, title: paint.dim },
  );
  return { title: 'Load line', note: line === undefined ? 'none found' : noteOf(line), lines: table };
};

/** `498/s (490–505/s at 95%), 66% above the 300/s expected`. */
function noteOf({ value, low, high, confidence, limitedBy, expected, headroom }: LoadLine): string {
  const rate = (load: number): string => formatNumber(load);
  const span =
    limitedBy === null ? 'nothing broke below' : `${rate(low)}–${rate(high)}/s at ${wholePercent(confidence)}`;
  const reserve =
    expected === undefined || headroom === undefined
      ? ''
      : `, ${formatShare(Math.abs(headroom))} ${headroom < 0 ? 'below' : 'above'} the ${rate(expected)}/s expected`;
  return `${rate(value)}/s (${span})${reserve}`;
}

function passedOf(decided: Level['decided']): boolean | null {
  return decided === 'within' ? true : decided === 'crossed' ? false : null;
}

function levelBar(
  { load, decided }: Level,
  line: LoadLine | undefined,
  { most, paint }: { most: number; paint: Paint },
): string {
  const isLine = line !== undefined && load === line.value;
  const brush = decided === 'crossed' ? paint.bad : isLine ? paint.good : paint.accent;
  return brush(bar(load / most, BAR));
}

function metricOf({ metrics }: Level, name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}

function servedText(level: Level): string {
  const metric = metricOf(level, 'iterations');
  return metric?.type === 'counter' ? `${formatNumber(metric.perSecond)}/s` : '–';
}

function percentile(level: Level, which: string): string {
  const metric = metricOf(level, 'http_req_duration') ?? metricOf(level, 'iteration_duration');
  return metric?.type === 'trend' ? formatTime(metric.percentiles[which]) : '–';
}

function failedText(level: Level): string {
  const metric = metricOf(level, 'http_req_failed');
  return metric?.type === 'rate' ? formatShare(metric.value) : '–';
}

/** The limit that is taken up the most, or by how much one is crossed. */
function closest({ limits = [] }: Level): string {
  const crossed = limits.find(({ passed }) => passed === false);
  if (crossed === undefined) return '';
  const { subject, measured, allowed } = limitInWords(crossed);
  return crossed.reason === undefined ? `${subject} ${measured}, allowed ${allowed}` : cleanText(crossed.reason);
}

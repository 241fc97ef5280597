import { formatBytes, formatCount, formatDuration, formatNanoseconds } from '../../../model/units.ts';

/** `850µs`, `4.10ms`, `234ms`, `1.20s`: three digits each, so that they line up. */
export function formatTime(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 0) return `-${formatTime(-ms)}`;
  if (ms === 0) return '0ms';
  if (ms < 0.9995) return ms < 0.00995 ? `${Number((ms * 1000).toPrecision(2))}µs` : `${threeDigits(ms * 1000)}µs`;
  if (ms < 999.5) return `${threeDigits(ms)}ms`;
  return ms < 59_995 ? `${threeDigits(ms / 1000)}s` : formatDuration(ms);
}

/** A time of day of the run, in whole seconds: `1m12s`. */
export function clock(ms: number): string {
  return ms < 500 ? '0s' : formatDuration(Math.round(ms / 1000) * 1000);
}

/** A share of 0 to 1 in percent. Only none is `0%`, and only all is `100%`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent > 0 && percent < 0.01) return '<0.01%';
  if (percent > 99.99 && percent < 100) return '>99.99%';
  if (percent > 100) return `${formatCount(Math.round(percent))}%`;
  return `${percent < 10 || percent > 99 ? percent.toFixed(2) : percent.toFixed(1)}%`;
}

export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond)}/s`;
}

/** Whole numbers from a hundred on, three digits below. */
export function formatNumber(value: number): string {
  return formatCount(Math.abs(value) >= 100 ? Math.round(value) : value);
}

/** A value of a metric, in the metric's unit. */
export function formatValue(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return '–';
  switch (unit) {
    case 'ms':
      return formatTime(value);
    case 'share':
      return formatShare(value);
    case 'percent':
      return formatShare(value / 100);
    case 'ns':
      return formatNanoseconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'count':
      return formatNumber(value);
    default:
      return `${formatNumber(value)} ${unit}`;
  }
}

/** Of a share, without digits that nobody needs. */
export function wholePercent(share: number): string {
  return share > 0 && share < 0.005 ? '<1%' : `${Math.round(share * 100)}%`;
}

/** A round number of milliseconds, without zeros behind its point: `2ms`, `1.5s`. */
export function formatBound(ms: number): string {
  return formatTime(ms)
    .replace(/(\.\d*?)0+(?=[a-zµ])/, '$1')
    .replace(/\.(?=[a-zµ])/, '');
}

/** `1 check`, `12,000 checks`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function threeDigits(value: number): string {
  return value >= 99.95 ? String(Math.round(value)) : value.toPrecision(3);
}

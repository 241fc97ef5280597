import { formatBytes, formatCount, formatDuration, formatNanoseconds } from './units.ts';

/** A value in its metric's unit, as people read it: `412ms`, `1.21 MB`, `0.37%`, `12,345`. */
export function showValue(value: number, unit: string): string {
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'ns':
      return formatNanoseconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'bytes/s':
      return `${formatBytes(value)}/s`;
    case 'items/s':
      return `${formatCount(value)}/s`;
    case 'share':
      return showShare(value);
    case 'percent':
      return `${formatCount(value)}%`;
    case 'count':
    case '':
      return formatCount(value);
    default:
      return `${formatCount(value)} ${unit}`;
  }
}

/** A share of 0 to 1 as a percentage; never rounded to all or none where it is neither. */
export function showShare(share: number): string {
  const percent = share * 100;
  if (share > 0.9995 && share < 1) return percent > 99.999 ? '>99.999%' : `${Math.floor(percent * 1000) / 1000}%`;
  if (share > 0 && percent < 0.001) return '<0.001%';
  return `${Number(percent.toPrecision(3))}%`;
}

/** `1 request`, `12,345 requests`. */
export function showCount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

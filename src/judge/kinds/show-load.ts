import type { Level } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';
import { formatCount } from '../../model/units.ts';

/** `1 user`, `40 users`, `120 arrivals/s`, `size 1,000`. */
export function showLoad({ load, unit }: Pick<Level, 'load' | 'unit'>): string {
  const rounded = Number(load.toPrecision(4));
  if (unit === 'users') return showCount(rounded, 'user');
  return unit === 'arrivals/s' ? `${formatCount(rounded)} ${unit}` : `${unit} ${formatCount(rounded)}`;
}

export function showRate(perSecond: number): string {
  return `${formatCount(Number(perSecond.toPrecision(perSecond >= 1000 ? 4 : 3)))}/s`;
}

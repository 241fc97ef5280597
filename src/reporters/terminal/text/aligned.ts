import { padEnd, padStart } from './text-width.ts';

/** Figures with their units, such as `41.31 ns`, padded so that their decimal points stand one below the other. */
export function alignedAtPoint(figures: readonly string[]): string[] {
  const parts = figures.map((figure) => {
    const [, whole = '', fraction = '', unit = ''] = /^(-?\d+)(\.\d+)? ?(.*)$/.exec(figure) ?? [];
    return whole === '' ? undefined : { whole, fraction, unit };
  });
  const widest = (key: 'whole' | 'fraction' | 'unit') => Math.max(0, ...parts.map((part) => part?.[key].length ?? 0));
  const [whole, fraction, unit] = [widest('whole'), widest('fraction'), widest('unit')];
  const all = whole + fraction + (unit > 0 ? unit + 1 : 0);
  return figures.map((figure, at) => {
    const part = parts[at];
    if (part === undefined) return padStart(figure, all);
    const number = padStart(part.whole, whole) + padEnd(part.fraction, fraction);
    return unit > 0 ? `${number} ${padEnd(part.unit, unit)}` : number;
  });
}

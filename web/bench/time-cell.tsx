import { formatNanoseconds } from '../../src/model/units.ts';

/** A time whose point and unit stand below those of the others in its column. */
export function TimeCell({ ns }: { readonly ns: number }) {
  const { whole, fraction, unit } = timeParts(ns);
  return (
    <span class="time-cell">
      {whole}
      <span class="time-cell-fraction">{fraction}</span> <span class="time-cell-unit">{unit}</span>
    </span>
  );
}

/** `65.79 µs` as `65`, `.79` and `µs`. */
export function timeParts(ns: number): { readonly whole: string; readonly fraction: string; readonly unit: string } {
  const text = formatNanoseconds(ns);
  const [, whole = text, fraction = '', unit = ''] = /^(-?\d+)(\.\d+)? (\S+)$/.exec(text) ?? [];
  return { whole, fraction, unit };
}

import type { MeasureSpec } from '../../model/test-spec.ts';

/** How a function is measured; `true` is everything as it is by default. */
export function readMeasure(measure: unknown): MeasureSpec | undefined {
  return measure === undefined ? undefined : measure === true ? {} : (measure as MeasureSpec);
}

import { UserError } from '../errors/user-error.ts';

/** How a range goes on from one value to the next. */
export type RangeStep =
  | { readonly multiply: number; readonly step?: never }
  | { readonly step: number; readonly multiply?: never };

const MOST_VALUES = 1000;

/**
 * Numbers from `from` to `to`, both included; times 8 from one to the next unless told otherwise. The last is `to` even where the
 * steps pass it by.
 *
 * @example range(1, 1_000_000, { multiply: 10 })
 * @example range(0, 100, { step: 25 })
 */
export function range(from: number, to: number, next: RangeStep = { multiply: 8 }): number[] {
  const following = followingOf(next);
  const text = `range(${from}, ${to})`;
  if (!(Number.isFinite(from) && Number.isFinite(to) && from <= to)) {
    throw problem(`${text}: both must be numbers, the first no greater than the second`);
  }
  if (next.step === undefined && from <= 0) throw problem(`${text}: multiplying needs a start above 0`);
  const values: number[] = [];
  for (let value = from; value < to; value = following(value)) {
    if (values.length >= MOST_VALUES) throw problem(`${text}: that is more than ${MOST_VALUES} values`);
    values.push(rounded(value));
  }
  return [...values, to];
}

function followingOf({ multiply, step }: RangeStep): (value: number) => number {
  if (step !== undefined) {
    if (!(step > 0)) throw problem(`range: 'step' must be above 0, not ${step}`);
    return (value) => value + step;
  }
  if (!(multiply > 1)) throw problem(`range: 'multiply' must be above 1, not ${multiply}`);
  return (value) => value * multiply;
}

/** 0.1 + 0.2 is meant as 0.3. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function problem(message: string): UserError {
  return new UserError(message, { code: 'BENCH_OPTION', hint: 'for example range(1, 1_000_000, { multiply: 10 })' });
}

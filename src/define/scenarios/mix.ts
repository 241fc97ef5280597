import type { PathProblem } from '../shape/check-shape.ts';

export type Mix = Readonly<Partial<Record<string, number>>>;

/** Shares that name nothing to do. */
export function mixProblems(mix: Mix, path: string): PathProblem[] {
  if (sumOf(mix) > 0) return [];
  const message = 'no operation has a share above 0, so nothing would be done';
  return [{ code: 'INVALID_MIX', message, hint: 'give at least one a share above 0', path: [path] }];
}

export function sumOf(mix: Mix): number {
  return Object.values(mix).reduce<number>((sum, share) => sum + (share ?? 0), 0);
}

/** Each operation with its share, those without one left away. */
export function entriesOf<K extends string>(
  mix: Readonly<Partial<Record<K, number>>>,
): readonly (readonly [K, number])[] {
  return (Object.entries(mix) as [K, number | undefined][]).flatMap(([key, share]) =>
    share === undefined || share <= 0 ? [] : [[key, share] as const],
  );
}

/** A share that is divided further: by `parts`, each again a share. */
export interface DividedShare {
  readonly share: number;
  readonly parts: readonly number[];
}

/** Whole weights for all parts, in order, in exactly the ratio that the shares and the parts of each say. */
export function wholeWeights(shares: readonly DividedShare[]): readonly (readonly number[])[] {
  const scale = decimals(shares.flatMap(({ share, parts }) => [share, ...parts]));
  const whole = shares.map(({ share, parts }) => ({
    share: Math.round(share * scale),
    parts: parts.map((part) => Math.round(part * scale)),
  }));
  const sums = whole.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const all = sums.filter((sum) => sum > 0).reduce(leastCommonMultiple, 1);
  const weights = whole.map(({ share, parts }, index) => {
    const sum = sums[index] ?? 0;
    return parts.map((part) => (sum === 0 ? 0 : share * part * (all / sum)));
  });
  const divisor = Math.max(1, weights.flat().reduce(greatestCommonDivisor, 0));
  return weights.map((each) => each.map((weight) => weight / divisor));
}

/** The power of ten that makes all numbers whole, as far as six decimals go. */
function decimals(numbers: readonly number[]): number {
  for (let scale = 1; scale < 1e6; scale *= 10) {
    if (numbers.every((each) => Math.abs(each * scale - Math.round(each * scale)) < 1e-9)) return scale;
  }
  return 1e6;
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

import { quantileOfSorted } from './quantile.ts';

/** How many values lie far from the middle half: beyond 1.5 and beyond 3 times its width. */
export interface Outliers {
  readonly mild: number;
  readonly severe: number;
}

/** Tukey, "Exploratory Data Analysis", 1977, section 2D. */
export function tukeyOutliers(values: readonly number[]): Outliers {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const beyond = (fences: number) => {
    const reach = fences * (high - low);
    return sorted.filter((value) => value < low - reach || value > high + reach).length;
  };
  const severe = beyond(3);
  return { mild: beyond(1.5) - severe, severe };
}

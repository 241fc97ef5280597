import { normalQuantile } from './intervals.ts';
import { normalCdf } from './probability.ts';

/** One look at data that go on growing. */
export interface Look {
  /** How much of the data there may be at most is there by then: above 0, up to 1. */
  readonly fraction: number;
  /** Probability of a false alarm at this look or an earlier one. */
  readonly spent: number;
}

/**
 * The level that each look has to be judged at, so that all of them together raise a false alarm no more often than what is spent by
 * the last: Lan and DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70(3), 1983, by the recursive integration
 * of Armitage, McPherson and Rowe, JRSS A 132(2), 1969. Looks in the order they come; levels are two-sided.
 */
export function nominalLevels(looks: readonly Look[]): number[] {
  let density: Density | undefined;
  let before: Look = { fraction: 0, spent: 0 };
  return looks.map((look) => {
    const spend = look.spent - before.spent;
    const step = Math.sqrt(look.fraction - before.fraction);
    const bound = density === undefined ? step * normalQuantile(1 - spend / 2) : boundFor(density, step, spend);
    density = following(density, step, bound);
    before = look;
    return 2 * (1 - normalCdf(bound / Math.sqrt(look.fraction)));
  });
}

/** Of a random walk that no bound has stopped so far, at evenly spaced places. */
interface Density {
  readonly places: readonly number[];
  readonly values: readonly number[];
  readonly width: number;
}

const PLACES = 301;
const BISECTIONS = 60;

function boundFor(density: Density, step: number, spend: number): number {
  let [low, high] = [0, 12];
  for (let round = 0; round < BISECTIONS; round++) {
    const middle = (low + high) / 2;
    if (crossing(density, step, middle) > spend) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How likely the walk's next step takes it beyond the bound, on either side. */
function crossing({ places, values, width }: Density, step: number, bound: number): number {
  return (
    width *
    places.reduce((sum, place, at) => {
      const beyond = normalCdf((place - bound) / step) + normalCdf((-bound - place) / step);
      return sum + weight(at) * (values[at] ?? 0) * beyond;
    }, 0)
  );
}

function following(before: Density | undefined, step: number, bound: number): Density {
  const width = (2 * bound) / (PLACES - 1);
  const places = Array.from({ length: PLACES }, (_, at) => -bound + at * width);
  const from = before ?? { places: [0], values: [1], width: 1 };
  const weigh = before === undefined ? () => 1 : weight;
  const values = places.map((place) => {
    const reached = from.places.reduce((sum, start, at) => {
      const z = (place - start) / step;
      return sum + weigh(at) * (from.values[at] ?? 0) * Math.exp((-z * z) / 2);
    }, 0);
    return (reached * from.width) / (step * Math.sqrt(2 * Math.PI));
  });
  return { places, values, width };
}

/** Simpson's. */
function weight(at: number): number {
  if (at === 0 || at === PLACES - 1) return 1 / 3;
  return at % 2 === 1 ? 4 / 3 : 2 / 3;
}

import { meanValue } from '../../load/curve.ts';
import type { Plan } from '../../model/plan.ts';
import { flowSize, iterationMs } from '../flow-size.ts';

/**
 * Short slices stand closest to their neighbours: what disturbs a machine comes and goes within seconds, and hits both targets alike
 * only where they take turns more quickly. Each slice has to hold several iterations and arrivals all the same.
 */
const SLICES = 400;
const SHORTEST_MS = 150;
const LONGEST_MS = 1_000;
const ITERATIONS = 5;
const ARRIVALS = 5;
/** No slice is made so long that fewer pairs of them are left. */
const FEWEST_PAIRS = 10;
const EXPECTED_LATENCY_MS = 20;

/** How long one of two targets is under load at a time. `measuredMs`: how long iterations were seen to take. */
export function sliceMsOf(plan: Plan, loadMs: number, measuredMs = 0): number {
  const asked = plan.against?.sliceMs;
  if (asked !== undefined) return Math.min(asked, loadMs / 2);
  const usual = Math.min(Math.max(loadMs / SLICES, SHORTEST_MS), LONGEST_MS);
  const long = ITERATIONS * Math.max(longestIterationMs(plan), measuredMs);
  return Math.min(Math.max(usual, long, forArrivalsMs(plan)), loadMs / (2 * FEWEST_PAIRS));
}

/** Of flows, with the pauses that they make; of scripts nothing is known. */
export function longestIterationMs({ scenarios }: Plan): number {
  const lengths = scenarios.map(({ steps }) => {
    return steps === undefined ? 0 : iterationMs(flowSize(steps), EXPECTED_LATENCY_MS);
  });
  return Math.max(0, ...lengths);
}

function forArrivalsMs({ streams }: Plan): number {
  const rates = streams.map(({ load }) => (load.model === 'arrivals' ? meanValue(load.curve) : 0));
  const slowest = Math.min(...rates.filter((rate) => rate > 0));
  return Number.isFinite(slowest) ? (1000 * ARRIVALS) / slowest : 0;
}

import { SeededRandom } from '../../load/random.ts';
import type { Arm, Turn } from '../../model/plan.ts';
import { formatDuration } from '../../model/units.ts';

/** The slices of both arms, and how they are put together to be compared. */
export interface TurnPlan {
  readonly slices: Readonly<Record<Arm, readonly Turn[]>>;
  /** Block of each pair that is measured, by the number of its turns. */
  readonly blockOf: ReadonlyMap<number, number>;
  readonly sliceMs: number;
}

export interface TurnOptions {
  readonly fromMs: number;
  readonly toMs: number;
  /** Each slice lasts about so long. */
  readonly sliceMs: number;
  /** How long iterations take: what a slice needs to settle. */
  readonly iterationMs?: number;
  /** The first turn's. */
  readonly number?: number;
  /** Nothing before this is measured. */
  readonly measuredFromMs?: number;
  readonly seed: number;
}

/** What a target needs after its pause until answers are as they would be without one, as a share of the slice and in iterations. */
const SETTLE_SHARE = 0.2;
const SETTLE_ITERATIONS = 1.5;
const MOST_SETTLE_SHARE = 0.4;
const LEAST_SETTLE_MS = 30;
const MOST_SETTLE_MS = 300;
/** More blocks tell no more: neighbours are joined. */
const MOST_BLOCKS = 60;

/**
 * A stretch of the load's time cut into pairs of slices, one for each arm, in an order by chance. Each pair plays the stretch of the load that
 * it stands in twice, at double speed, so that both arms get the same load and the test takes as long as it says.
 */
export function planTurns(options: TurnOptions): TurnPlan {
  const { fromMs, toMs, number = 0, measuredFromMs = 0, seed, iterationMs = 0 } = options;
  const pairs = Math.max(1, Math.round((toMs - fromMs) / (2 * options.sliceMs)));
  const sliceMs = (toMs - fromMs) / (2 * pairs);
  const random = new SeededRandom(seed, ORDER_STREAM, number);
  const slices: Record<Arm, Turn[]> = { before: [], after: [] };
  const measured: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const order: readonly Arm[] = random.next() < 0.5 ? ['before', 'after'] : ['after', 'before'];
    const ofFromMs = fromMs + 2 * pair * sliceMs;
    for (const [place, arm] of order.entries()) {
      const startMs = ofFromMs + place * sliceMs;
      slices[arm].push({
        number: number + pair,
        fromMs: startMs,
        measuredFromMs: startMs + settleMs(sliceMs, iterationMs),
        toMs: startMs + sliceMs,
        ofFromMs,
        ofToMs: ofFromMs + 2 * sliceMs,
      });
    }
    if (ofFromMs >= measuredFromMs) measured.push(number + pair);
  }
  const each = Math.max(1, Math.ceil(measured.length / MOST_BLOCKS));
  return { slices, blockOf: new Map(measured.map((turn, at) => [turn, Math.floor(at / each)])), sliceMs };
}

/** Keeps the order of slices apart from other chance of the same seed. */
const ORDER_STREAM = 0x736c_6963;

function settleMs(sliceMs: number, iterationMs: number): number {
  const wanted = Math.max(sliceMs * SETTLE_SHARE, iterationMs * SETTLE_ITERATIONS, LEAST_SETTLE_MS);
  return Math.min(wanted, sliceMs * MOST_SETTLE_SHARE, Math.max(MOST_SETTLE_MS, iterationMs));
}

/** For people: `48 pairs of slices of 200ms each`. */
export function describeTurns({ blockOf, sliceMs }: TurnPlan): string {
  return `${blockOf.size} pairs of slices of ${formatDuration(Math.round(sliceMs))} each`;
}

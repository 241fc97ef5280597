import { permute } from '../load/random.ts';
import type { PlannedStream } from '../model/plan.ts';

/**
 * Which scenario an iteration of a stream is: a function of its number alone. Within every run of as many iterations as the
 * weights add up to, each scenario has exactly its share, in an order shuffled by the seed.
 */
export function createMix(mix: PlannedStream['mix'], seed: number): (number: number) => number {
  const first = mix[0]?.scenario ?? 0;
  if (mix.length <= 1) return () => first;
  const places = mix.flatMap(({ scenario, weight }) => Array.from({ length: weight }, () => scenario));
  return (number) => {
    const round = Math.floor(number / places.length);
    return places[permute(number % places.length, places.length, seed ^ round)] ?? first;
  };
}

import { permute } from '../load/random.ts';
import type { PlannedStream } from '../model/plan.ts';

/** About so many iterations hold the shares as near as whole iterations can. */
const BLOCK = 100;

/**
 * Which scenario an iteration of a stream is: a function of its number alone. Within every run of as many iterations as the
 * weights add up to, each scenario has exactly its share, in an order shuffled by the seed. A long run is made of blocks of
 * about a hundred, each with the same shares to within one iteration, also of neighbouring scenarios taken together.
 */
export function createMix(mix: PlannedStream['mix'], seed: number): (number: number) => number {
  const first = mix[0]?.scenario ?? 0;
  if (mix.length <= 1) return () => first;
  const places = mix.flatMap(({ scenario, weight }) => Array.from({ length: weight }, () => scenario));
  const blocks = Math.ceil(places.length / BLOCK);
  const shorter = Math.floor(places.length / blocks);
  const longerBlocks = places.length % blocks;
  const longerPlaces = longerBlocks * (shorter + 1);
  return (number) => {
    const round = Math.floor(number / places.length);
    const at = number % places.length;
    const isLonger = at < longerPlaces;
    const size = isLonger ? shorter + 1 : shorter;
    const past = isLonger ? at : at - longerPlaces;
    const block = Math.floor(past / size) + (isLonger ? 0 : longerBlocks);
    const within = permute(past % size, size, seed ^ round ^ Math.imul(block, 0x9e3779b1));
    // Blocks take places in turn, so that each has its part of every stretch of them.
    return places[block + within * blocks] ?? first;
  };
}

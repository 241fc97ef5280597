import { NOISES } from '../../src/judge/against/fixtures/pretended-run.ts';
import { tallied } from '../../src/judge/against/fixtures/tally.ts';

export interface SimulateOptions {
  readonly runs: number;
  readonly seed: number;
  readonly write: (line: string) => void;
}

const SHAPES = [
  { blocks: 19, answers: 25 },
  { blocks: 19, answers: 200 },
  { blocks: 39, answers: 100 },
] as const;

/** True where all that is to be reached was reached. */
export function simulate({ runs, seed, write }: SimulateOptions): boolean {
  if (runs === 0) return true;
  let isReached = true;
  for (const noise of NOISES) {
    for (const shape of SHAPES) {
      const equal = tallied({ ...shape, noise, factor: 1, seed }, runs);
      const slower = tallied({ ...shape, noise, factor: 1.05, seed: seed + 500_000 }, runs);
      const coverage = [...equal.intervals].map(([aggregate, { held, all, width }]) => {
        return `${aggregate} ${percent(held / all)} ±${percent(width / all / 2)}`;
      });
      write(
        `${noise.name.padEnd(15)} ${shape.blocks} pairs of ${String(shape.answers).padStart(3)} answers: ` +
          `equal called different ${percent(equal.flagged / runs)}, 5% slower found ${percent(slower.found / runs)}; ` +
          `held by the interval: ${coverage.join(', ')}`,
      );
      isReached &&= equal.flagged / runs <= MOST_FLAGGED;
    }
  }
  return isReached;
}

/** Five of forty, as the target is set for real runs. */
const MOST_FLAGGED = 5 / 40;

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

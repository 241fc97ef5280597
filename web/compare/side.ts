import type { RunComparison } from '../../src/model/comparison.ts';
import { shortCommit } from '../../src/model/figure-name.ts';
import type { Run } from '../../src/model/run.ts';
import type { Brush } from '../charts/specs.ts';
import { cleanText } from '../parts/clean-text.ts';
import { showTime } from '../parts/when.ts';

/** One of the runs compared, and what stands for it wherever it is drawn. */
export interface Side {
  readonly run: Run;
  /** `A` is what the others are held against. */
  readonly letter: string;
  readonly brush: Brush;
  /** `A · 2026-11-21 20:31`, with what else tells it from the others. */
  readonly label: string;
}

/** One of the others, and how it compares with the first. */
export interface Pair {
  readonly side: Side;
  readonly comparison: RunComparison;
}

const BRUSHES = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LONGEST_NAME = 40;

/** Colours come round again from the ninth run on; letters tell them apart. */
export function sidesOf(runs: readonly Run[]): Side[] {
  const differ = (of: (run: Run) => string | undefined) => new Set(runs.map(of)).size > 1;
  const hasNames = differ(({ name }) => name);
  const hasBranches = differ(({ environment }) => environment.git?.branch);
  const hasCommits = differ(({ environment }) => environment.git?.commit);
  return runs.map((run, at) => {
    const { git } = run.environment;
    const about = [
      hasNames ? cleanText(run.name, LONGEST_NAME) : '',
      hasBranches ? cleanText(git?.branch ?? '', LONGEST_NAME) : '',
      hasCommits && git !== undefined ? shortCommit(git.commit) : '',
      showTime(run.startedAt).slice(0, 16),
    ];
    const letter = letterOf(at);
    return {
      run,
      letter,
      brush: `series-${BRUSHES[at % BRUSHES.length] ?? 1}`,
      label: [letter, ...about.filter((part) => part !== '')].join(' · '),
    };
  });
}

/** `A` to `Z`, then `AA`. */
function letterOf(at: number): string {
  const last = LETTERS[at % LETTERS.length] ?? '';
  return at < LETTERS.length ? last : letterOf(Math.floor(at / LETTERS.length) - 1) + last;
}

/** The others with their comparisons; a run that none is known of is in none. */
export function pairsOf(sides: readonly Side[], comparisons: readonly RunComparison[]): Pair[] {
  return sides.slice(1).flatMap((side, at) => {
    const beside = comparisons[at];
    const found = beside?.after.id === side.run.id ? beside : comparisons.find(({ after }) => after.id === side.run.id);
    return found === undefined ? [] : [{ side, comparison: found }];
  });
}

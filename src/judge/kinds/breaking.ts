import type { PlannedLimit } from '../../model/plan.ts';
import type { Level, LimitResult } from '../../model/run.ts';
import { figuresOf, type LevelFigures, subjectOf } from './level-figures.ts';
import { excessOf, levelResults } from './level-limits.ts';

/** The level at which a climbing load broke the target, and by what it shows. */
export interface Breaking {
  /** Among the levels of the climb. */
  readonly at: number;
  readonly figures: LevelFigures;
  /** `limits`: at least one was crossed. `failures`: half of all failed or found no user. `collapse`: throughput fell. */
  readonly cause: 'limits' | 'failures' | 'collapse';
  /** Limits crossed at this level, the one that is furthest beyond its threshold first. */
  readonly crossed: readonly LimitResult[];
  /** The level with the highest throughput before. */
  readonly best: LevelFigures | undefined;
}

/** So many failures are no service any more. */
const BROKEN_SHARE = 0.5;
/** Throughput below this share of the best level's is a collapse. */
export const COLLAPSE_SHARE = 0.7;

/** The first level, in order of time, at which the target is broken. */
export function findBreaking(climb: readonly Level[], limits: readonly PlannedLimit[]): Breaking | undefined {
  const subject = subjectOf(climb.flatMap(({ metrics }) => metrics));
  const before: LevelFigures[] = [];
  for (const [at, level] of climb.entries()) {
    const figures = figuresOf(level, subject);
    const best = bestOf(before, level.load);
    const crossed = crossedAt(level, limits);
    const cause = causeOf(figures, best, crossed);
    if (cause !== undefined) return { at, figures, cause, crossed, best };
    before.push(figures);
  }
  return undefined;
}

/** The highest throughput under no more load: less load has less of it. */
function bestOf(before: readonly LevelFigures[], load: number): LevelFigures | undefined {
  const lower = before.filter(({ level }) => level.load <= load);
  return lower.sort((a, b) => b.throughput - a.throughput)[0];
}

function causeOf(
  figures: LevelFigures,
  best: LevelFigures | undefined,
  crossed: readonly LimitResult[],
): Breaking['cause'] | undefined {
  if (crossed.length > 0) return 'limits';
  if (figures.failedShare >= BROKEN_SHARE || figures.droppedShare >= BROKEN_SHARE) return 'failures';
  return best !== undefined && figures.throughput < COLLAPSE_SHARE * best.throughput ? 'collapse' : undefined;
}

function crossedAt(level: Level, limits: readonly PlannedLimit[]): LimitResult[] {
  return levelResults(level, limits)
    .filter(({ passed }) => passed === false)
    .map((result) => ({ result, limit: limits.find(({ rule }) => rule.text === result.rule) }))
    .sort((a, b) => excess(b) - excess(a))
    .map(({ result }) => result);
}

function excess({ result, limit }: { readonly result: LimitResult; readonly limit: PlannedLimit | undefined }): number {
  return limit === undefined ? 1 : excessOf(result, limit);
}

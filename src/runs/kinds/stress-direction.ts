import { latestEndMs, type PlayedPart, type Stage } from '../../engine/stage.ts';
import { findBreaking } from '../../judge/kinds/breaking.ts';
import { DESCENT } from '../../judge/kinds/stress.ts';
import { windowOf } from '../../measure/level-collector.ts';
import type { Plan, PlannedKind, PlannedStream } from '../../model/plan.ts';
import type { Level } from '../../model/run.ts';
import { levelsOf } from '../../plan/kinds/levels.ts';
import type { Direction, LoadInProgress } from '../direction.ts';

type Stress = Extract<PlannedKind, { type: 'stress' }>;

/** The climb as planned, level by level; once the target is broken the rest is left out, and the load comes down at once. */
export function stressDirection(plan: Plan, { descent }: Stress): Direction {
  return {
    longestMs: latestEndMs(plan.streams, plan.maxDurationMs),
    followsPlan: true,
    conduct: async (stage, load) => {
      const part = stage.play(plan.streams, 0);
      const broken = brokenLevel(plan, load);
      const isBroken = await Promise.race([part.ended.then(() => false), broken.then(() => true)]);
      if (isBroken && !stage.stop.aborted) await comeDown(part, descent, { stage, load, level: await broken });
      await part.ended;
    },
  };
}

/** Settles with the level that broke the target, once it is complete; never where none does. */
function brokenLevel(plan: Plan, load: LoadInProgress): Promise<Level> {
  const highest = Math.max(0, ...plan.levels.map((level) => level.load));
  const top = plan.levels.findLastIndex((level) => level.load === highest);
  // Broken at the highest level, it comes down as planned.
  const ends = new Set(plan.levels.slice(0, top).map((level) => windowOf(level).toSecond));
  return new Promise((resolve) => {
    load.onSecond(({ second }) => {
      if (!ends.has(second + 1)) return;
      const measured = load.levels.levels();
      const breaking = findBreaking(measured, plan.limits);
      if (breaking !== undefined) resolve(breaking.figures.level);
    });
  });
}

interface Coming {
  readonly stage: Stage;
  readonly load: LoadInProgress;
  readonly level: Level;
}

async function comeDown(
  climb: PlayedPart,
  descent: readonly PlannedStream[],
  { stage, load, level }: Coming,
): Promise<void> {
  // The next level had begun when the last one was known to be broken.
  load.levels.endAt(level.endMs / 1000);
  climb.end();
  load.event(DESCENT, `broken at the level '${level.name}': the rest of the climb is left out`);
  const fromMs = stage.nowMs();
  const streams = descent.map((stream) => ({ ...stream, startMs: 0 }));
  const placed = streams.map((stream) => ({ ...stream, startMs: fromMs }));
  for (const each of levelsOf(placed)) load.levels.add(windowOf(each));
  await stage.play(streams, fromMs).ended;
}

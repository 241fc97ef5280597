import type { PlannedLimit } from '../../model/plan.ts';
import type { Finding, Level, LimitResult } from '../../model/run.ts';
import { showShare, showValue } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import type { Case } from '../evidence.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { figuresOf, type LevelFigures, percentileOf, subjectOf } from './level-figures.ts';
import { judgedLevel } from './level-limits.ts';
import { showLoad, showRate } from './show-load.ts';

/** What is expected has to be carried at every level: a limit crossed at one of them fails the run. */
export function judgeLoadLevels(run: Case): KindJudgement {
  const levels = run.levels.map((level) => judgedLevel(level, run.limits));
  const crossed = levels.flatMap((level) => crossedAt(level, run));
  return {
    findings: [...crossed, ...change(run, levels)],
    parts: { levels },
    failed: crossed.length > 0,
  };
}

/** Limits that a level crosses though the whole run, with its ramps and other levels, keeps them. */
function crossedAt(level: Level, { limits, results }: Case): Finding[] {
  const known = new Set(results.filter(({ passed }) => passed === false).map(({ rule }) => rule));
  return (level.limits ?? []).flatMap((result) => {
    if (result.passed !== false || known.has(result.rule)) return [];
    return [crossed(level, result, limits)];
  });
}

function crossed(level: Level, { rule, value, unit = '' }: LimitResult, limits: readonly PlannedLimit[]): Finding {
  const threshold = limits.find((limit) => limit.rule.text === rule)?.rule.threshold ?? null;
  return {
    kind: 'level-limit-crossed',
    severity: 'major',
    title: `At the level '${level.name}' (${showLoad(level)}) the limit '${rule}' was crossed: ${value === null ? 'no value' : showValue(value, unit)}`,
    evidence: { rule, level: level.name, load: level.load, value, threshold, unit },
    advice:
      'Over the whole run it is kept, since the other levels and the ramps count there as well. Look at the charts of this stretch of time.',
  };
}

/** More than this many times as slow, or this much of the added load not served, is worth more than a note. */
const NOTABLE_SLOWDOWN = 2;
const NOTABLE_LOSS = 0.1;

/** What becomes of the expected load's figures at the peak. */
function change(run: Case, levels: readonly Level[]): Finding[] {
  const subject = subjectOf(run.metrics);
  const all = levels.map((level) => figuresOf(level, subject));
  const [lowest, highest] = [least(all), most(all)];
  if (lowest === undefined || highest === undefined || lowest.level.load >= highest.level.load) return [];
  if (lowest.throughput === 0) return [];
  const [before, after] = [percentileOf(lowest.latency, '95'), percentileOf(highest.latency, '95')];
  const load = highest.level.load / lowest.level.load;
  const throughput = highest.throughput / lowest.throughput;
  const slowdown = before === undefined || after === undefined || before === 0 ? undefined : after / before;
  const failures = highest.failedShare - lowest.failedShare;
  const isNotable = (slowdown ?? 1) > NOTABLE_SLOWDOWN || throughput < load * (1 - NOTABLE_LOSS);
  const times = (factor: number) => `×${Number(factor.toPrecision(3))}`;
  const said = [
    `throughput ${showRate(highest.throughput)} (${times(throughput)})`,
    ...(slowdown === undefined ? [] : [`p95 ${formatDuration(after ?? 0)} (${times(slowdown)})`]),
    ...(failures > 0 ? [`${showShare(highest.failedShare)} failed`] : []),
  ];
  return [
    {
      kind: 'peak-load',
      severity: isNotable ? 'minor' : 'info',
      title: `At '${highest.level.name}' (${showLoad(highest.level)}, ${times(load)} '${lowest.level.name}'): ${said.join(', ')}`,
      evidence: {
        load: highest.level.load,
        loadBefore: lowest.level.load,
        unit: highest.level.unit,
        throughput: highest.throughput,
        throughputBefore: lowest.throughput,
        p95Ms: after ?? null,
        p95BeforeMs: before ?? null,
        failedShare: highest.failedShare,
        failedShareBefore: lowest.failedShare,
      },
      advice: isNotable
        ? "The peak shows: find how much more it carries with 'plimsoll capacity'."
        : 'The peak hardly shows: there is room above it.',
    },
  ];
}

function least(all: readonly LevelFigures[]): LevelFigures | undefined {
  return [...all].sort((a, b) => a.level.load - b.level.load)[0];
}

function most(all: readonly LevelFigures[]): LevelFigures | undefined {
  return [...all].sort((a, b) => b.level.load - a.level.load)[0];
}

import type { PlannedKind } from '../../model/plan.ts';
import type { Finding, Level, Scaling } from '../../model/run.ts';
import { showShare } from '../../model/show-value.ts';
import { formatCount, formatDuration } from '../../model/units.ts';
import { complexityOf, type Growth } from '../../stats/complexity.ts';
import type { Case } from '../evidence.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { figuresOf, type LevelFigures, subjectOf } from './level-figures.ts';
import { judgedLevel } from './level-limits.ts';
import { scalingOf } from './scaling.ts';
import { showLoad, showRate } from './show-load.ts';

type Scalability = Extract<PlannedKind, { type: 'scalability' }>;

/** With fewer levels a fitted law is a guess. */
const ENOUGH_LEVELS = 6;

/** How throughput follows load, or latency the size of the data. */
export function judgeScalability(run: Case, kind: Scalability): KindJudgement {
  const subject = subjectOf(run.metrics);
  const levels = run.levels.map((level) => judgedLevel(level, run.limits));
  const all = levels.map((level) => figuresOf(level, subject));
  if (kind.variable !== undefined) return { findings: complexityFindings(all, kind.variable.name), parts: { levels } };
  if (levels[0]?.unit !== 'users') return { findings: following(all), parts: { levels } };
  const scaling = scalingOf(all);
  if (scaling === undefined) return { findings: [tooFew(levels)], parts: { levels } };
  const few = scaling.points.length < ENOUGH_LEVELS ? [tooFew(levels)] : [];
  return { findings: [scalingFinding(scaling), ...few], parts: { levels, scaling } };
}

const LAWS: Readonly<Record<Scaling['law'], string>> = {
  linear: 'in proportion to the users',
  amdahl: "by Amdahl's law",
  usl: 'by the Universal Scalability Law',
};

function scalingFinding({ law, lambda, sigma, kappa, r2, peak, knee, points }: Scaling): Finding {
  const last = points.at(-1);
  const efficiency = last?.efficiency ?? 1;
  const coefficients = [
    ...(law === 'linear' ? [] : [`contention σ ${showCoefficient(sigma)}`]),
    ...(law === 'usl' ? [`coherency κ ${showCoefficient(kappa)}`] : []),
  ];
  const said = [
    ...coefficients,
    ...(peak === null
      ? []
      : [`a peak of ${showRate(peak.throughput)} at ${formatCount(Math.round(peak.load.value))} users`]),
    `${showShare(Number(efficiency.toPrecision(3)))} of the first user's efficiency is left at ${formatCount(last?.load ?? 0)} users`,
  ];
  return {
    kind: 'scaling-law',
    severity: 'info',
    title: `Throughput grows ${LAWS[law]}: ${said.join(', ')}`,
    evidence: {
      law,
      lambda: lambda.value,
      sigma: sigma.value,
      sigmaLow: sigma.low,
      sigmaHigh: finite(sigma.high),
      kappa: kappa.value,
      kappaLow: kappa.low,
      kappaHigh: finite(kappa.high),
      r2,
      ceiling: law === 'amdahl' && sigma.value > 0 ? lambda.value / sigma.value : null,
      peakLoad: peak?.load.value ?? null,
      peakThroughput: peak?.throughput ?? null,
      knee: knee?.value ?? null,
      levels: points.length,
    },
    advice: ADVICE[law],
  };
}

const ADVICE: Readonly<Record<Scaling['law'], string>> = {
  linear: 'Up to the highest level nothing stands in the way of more users; go higher to find where that ends.',
  amdahl:
    'A part of the work is done one after the other: look for the lock, the single connection or the single thread that all requests pass. More machines behind it will not help.',
  usl: 'Beyond the peak more users get less done: look for what has to be kept in agreement between them, such as rows that all update, caches that are invalidated, spinning locks, and bound how much is let in at once.',
};

function showCoefficient({ value, low, high }: Scaling['sigma']): string {
  const show = (each: number) => (Number.isFinite(each) ? String(Number(each.toPrecision(3))) : '∞');
  return `${show(value)} (${show(low)} to ${show(high)})`;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function tooFew(levels: readonly Level[]): Finding {
  return {
    kind: 'few-levels',
    severity: 'minor',
    title: `${levels.length} levels are too few to tell how it scales`,
    evidence: { levels: levels.length, enough: ENOUGH_LEVELS },
    advice: `Measure ${ENOUGH_LEVELS} levels or more, best by equal factors (1, 2, 4, 8, …), each held for some seconds.`,
  };
}

const FOLLOWING = 0.9;

/** A rate of arrivals is served or it is not: the laws of scaling are about users. */
function following(all: readonly LevelFigures[]): Finding[] {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined || all.length < 2) return [tooFew(all.map(({ level }) => level))];
  const each = first.level.load > 0 ? first.throughput / first.level.load : 0;
  const behind = all.find(({ level, throughput }) => throughput < FOLLOWING * each * level.load);
  const evidence = { levels: all.length, highest: last.level.load, behind: behind?.level.load ?? null };
  const advice = 'To fit a law of scaling, let the load be of users: what arrives at a rate is served or it is not.';
  if (behind === undefined) {
    return [
      {
        kind: 'throughput-follows',
        severity: 'info',
        title: `Throughput follows the load up to ${showLoad(last.level)} (${showRate(last.throughput)})`,
        evidence,
        advice,
      },
    ];
  }
  return [
    {
      kind: 'throughput-behind',
      severity: 'minor',
      title: `From ${showLoad(behind.level)} on throughput stays behind the load: ${showRate(behind.throughput)}, ${showShare(Number((behind.throughput / (each * behind.level.load)).toPrecision(2)))} of what was asked`,
      evidence,
      advice,
    },
  ];
}

function complexityFindings(all: readonly LevelFigures[], variable: string): Finding[] {
  const points = all.flatMap(({ level, latency }) => {
    return latency === undefined ? [] : [{ size: level.load, time: latency.percentiles['50'] ?? latency.mean }];
  });
  const found = complexityOf(points);
  const [first, last] = [points[0], points.at(-1)];
  if (found === undefined || first === undefined || last === undefined) return [tooFew(all.map(({ level }) => level))];
  const { slope, growth, alsoPossible, constant } = found;
  const exponent = `${Number(slope.value.toPrecision(2))} (${Number(slope.low.toPrecision(2))} to ${Number(slope.high.toPrecision(2))})`;
  const also = alsoPossible.length === 0 ? '' : ` or ${alsoPossible.join(' or ')}`;
  const how = growth === 'O(1)' ? 'does not depend on' : `grows as ${growth}${also} with`;
  return [
    {
      kind: 'complexity',
      severity: 'info',
      title: `Latency ${how} '${variable}': p50 ${formatDuration(first.time)} at ${formatCount(first.size)}, ${formatDuration(last.time)} at ${formatCount(last.size)}`,
      evidence: {
        variable,
        growth,
        exponent,
        slope: slope.value,
        slopeLow: slope.low,
        slopeHigh: slope.high,
        constantMs: constant,
        levels: points.length,
      },
      advice: COMPLEXITY_ADVICE[growth],
    },
    ...(points.length < ENOUGH_SIZES ? [tooFew(all.map(({ level }) => level))] : []),
  ];
}

/** Fewer sizes tell one growth from another only where they are far apart. */
const ENOUGH_SIZES = 4;

const COMPLEXITY_ADVICE: Readonly<Record<Growth, string>> = {
  'O(1)': 'The size of the data does not matter here, up to the largest that was tried.',
  'O(log n)': 'It grows as a look-up by an index does.',
  'O(n)':
    'The whole of the data is gone through: an index, paging or a limit would change that, where it is not what the answer needs.',
  'O(n log n)': 'Something is sorted, or looked up once for each element.',
  'O(n²)':
    'Each element is compared with every other: look for a loop within a loop, and for queries made one for each row.',
};

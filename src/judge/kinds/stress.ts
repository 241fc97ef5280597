import type { PlannedKind } from '../../model/plan.ts';
import type { Finding, Level } from '../../model/run.ts';
import { showShare, showValue } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import type { Case } from '../evidence.ts';
import type { AppliedLimits } from './applied-limits.ts';
import { type Breaking, COLLAPSE_SHARE, findBreaking } from './breaking.ts';
import { failsWhileCalm, mildly } from './calm.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { percentileOf, subjectOf } from './level-figures.ts';
import { judgedLevel, levelResults, worstOf } from './level-limits.ts';
import { recoveriesIn, wholeRecoveryMs } from './recovered.ts';
import { backText, recoveryEvidence, recoveryText } from './recovery-text.ts';
import { showLoad, showRate } from './show-load.ts';

type Stress = Extract<PlannedKind, { type: 'stress' }>;

/** A level of floating point arithmetic may be a hair above the nominal load that it is. */
const ROUNDING = 1 + 1e-9;
/** Throughput that keeps this share of its best is held. */
const HELD_SHARE = 0.9;

/**
 * Breaking is what a stress test is for, and fails nothing by itself. It fails where the load that is expected is not carried,
 * where a limit is crossed up to that load, and where the target is not back in time once the load is down.
 */
export function judgeStress(run: Case, kind: Stress): KindJudgement {
  const { climb, after } = climbAndAfter(run.levels);
  const calm = climb.filter(({ load }) => load <= kind.nominal * ROUNDING);
  const breaking = findBreaking(climb, run.limits);
  const failed = failsWhileCalm(calm);
  return {
    findings: [
      ...climbFindings(run, kind, { climb, breaking }),
      ...recoveryFindings(run, kind, { climb, after, breaking }),
    ],
    parts: { levels: run.levels.map((level) => judgedLevel(level, run.limits)) },
    ...limitsUpTo(calm, run),
    failed,
    tolerant: true,
    regrade: (finding) => (failed ? finding : mildly(finding)),
  };
}

interface Parts {
  readonly climb: readonly Level[];
  readonly after: readonly Level[];
}

/** Levels up to the highest load, and those behind it. */
function climbAndAfter(levels: readonly Level[]): Parts {
  const highest = Math.max(0, ...levels.map(({ load }) => load));
  const top = levels.findLastIndex(({ load }) => load === highest);
  return { climb: levels.slice(0, top + 1), after: levels.slice(top + 1) };
}

/**
 * Limits judged up to the load that is expected. Those on volumes are judged on the whole run; where no level is as low as that,
 * the others are left out, since they are crossed by intent.
 */
function limitsUpTo(calm: readonly Level[], { limits, results, levels }: Case): AppliedLimits {
  const judged = limits.flatMap((limit, at) => {
    const onRun = results[at];
    const own = calm.flatMap((level) => {
      return levelResults(level, [limit]).map((each) => ({ ...each, level: level.name }));
    });
    const worst = worstOf(own, limit);
    if (worst !== undefined) return [{ limit, result: worst }];
    const isBeyond = calm.length === 0 && levels.some((level) => levelResults(level, [limit]).length > 0);
    return onRun === undefined || isBeyond ? [] : [{ limit, result: onRun }];
  });
  return { limits: judged.map(({ limit }) => limit), results: judged.map(({ result }) => result) };
}

interface Climb {
  readonly climb: readonly Level[];
  readonly breaking: Breaking | undefined;
}

function climbFindings(run: Case, kind: Stress, { climb, breaking }: Climb): Finding[] {
  if (climb.length === 0) return [];
  if (breaking === undefined) return [notBroken(run, kind, climb)];
  const isExpected = breaking.figures.level.load <= kind.nominal * ROUNDING;
  return [...(isExpected ? [brokenBelowNominal(breaking, kind)] : []), breakingPoint(run, kind, { climb, breaking })];
}

function notBroken({ limits }: Case, { nominal }: Stress, climb: readonly Level[]): Finding {
  const top = climb.at(-1) as Level;
  return {
    kind: 'not-broken',
    severity: 'info',
    title: `It did not break: it carried ${showLoad(top)}, ${times(top.load / nominal)} the nominal load`,
    evidence: { load: top.load, unit: top.unit, nominal },
    advice:
      limits.length === 0
        ? "Without a limit only failures, or throughput that falls, show that it is broken. Say what is too slow with a limit, such as 'http_req_duration p95 < 500ms'."
        : 'To find where it breaks, climb higher: { type: stress, peak: 10 }.',
  };
}

function brokenBelowNominal({ figures }: Breaking, { nominal }: Stress): Finding {
  const { level } = figures;
  return {
    kind: 'broke-below-nominal',
    severity: 'critical',
    title: `It broke at ${showLoad(level)}, within the nominal load of ${showLoad({ ...level, load: nominal })}`,
    evidence: { load: level.load, nominal, unit: level.unit },
    advice: 'It does not carry what is expected of it: see what broke first, and test with less load until it holds.',
  };
}

function breakingPoint(run: Case, { nominal }: Stress, { climb, breaking }: Climb & { breaking: Breaking }): Finding {
  const { figures, best, at, crossed } = breaking;
  const { level } = figures;
  const [first, ...others] = crossed;
  const also = others.length > 0 ? ` (and ${others.length} more ${others.length === 1 ? 'limit' : 'limits'})` : '';
  const manner = mannerOf(breaking);
  const p95 = percentileOf(figures.latency, '95');
  return {
    kind: 'breaking-point',
    severity: manner === 'collapsed' ? 'major' : 'info',
    title: `It broke at ${showLoad(level)}, ${times(level.load / nominal)} the nominal load: ${causeText(breaking)}${also}; ${MANNERS[manner].text}`,
    evidence: {
      load: level.load,
      unit: level.unit,
      levelNumber: at + 1,
      heldLoad: climb[at - 1]?.load ?? null,
      cause: breaking.cause,
      firstLimit: first?.rule ?? null,
      manner,
      throughput: figures.throughput,
      bestThroughput: best?.throughput ?? null,
      bestLoad: best?.level.load ?? null,
      p95Ms: p95 ?? null,
      failedShare: figures.failedShare,
      errors: errorsOf(run),
    },
    advice: MANNERS[manner].advice,
  };
}

function causeText({ cause, crossed, figures, best }: Breaking): string {
  const [first] = crossed;
  if (cause === 'limits' && first !== undefined) {
    return `${first.rule} was ${first.value === null ? 'not measured' : showValue(first.value, first.unit ?? '')}`;
  }
  if (cause === 'collapse') {
    return `throughput fell to ${showRate(figures.throughput)} from ${showRate(best?.throughput ?? 0)}`;
  }
  return figures.failedShare >= figures.droppedShare
    ? `${showShare(figures.failedShare)} of the requests failed`
    : `${showShare(figures.droppedShare)} of the arrivals found no free user`;
}

type Manner = 'shed' | 'slowed' | 'declined' | 'collapsed';

const NOTABLE_FAILURES = 0.01;

const MANNERS: Readonly<Record<Manner, { readonly text: string; readonly advice: string }>> = {
  shed: {
    text: 'it turned away what was too much, and served the rest as before',
    advice:
      'It degrades gracefully. Let clients back off when they are turned away, and add capacity for the load beyond.',
  },
  slowed: {
    text: 'it served as many as before, only later',
    advice:
      'Requests queue. Bound the queue, so that what can no longer be answered in time is turned away at once, and look at what is used up there: connections, threads, locks, CPU.',
  },
  declined: {
    text: 'it served fewer than before',
    advice: 'More load makes it do less. Look for locks, swapping, garbage collection and retries under load.',
  },
  collapsed: {
    text: 'it collapsed',
    advice:
      'A target that bounds what it takes on at once keeps its throughput under any load. Look for queues without a bound, time-outs whose work goes on, retries, and memory that runs out.',
  },
};

function mannerOf({ figures, best }: Breaking): Manner {
  const share = best === undefined || best.throughput === 0 ? 1 : figures.throughput / best.throughput;
  if (figures.throughput === 0 || share < COLLAPSE_SHARE) return 'collapsed';
  if (share < HELD_SHARE) return 'declined';
  return figures.failedShare >= NOTABLE_FAILURES ? 'shed' : 'slowed';
}

function recoveryFindings(run: Case, kind: Stress, { climb, after, breaking }: Parts & Climb): Finding[] {
  const [first, last] = [climb[0], after.at(-1)];
  const broken = breaking?.at ?? climb.length - 1;
  if (first === undefined || last === undefined || broken === 0) return breaking === undefined ? [] : [unknown()];
  const begun = downAt(run, climb.at(-1) as Level);
  const window = {
    beforeFromMs: first.startMs,
    beforeToMs: first.endMs,
    fromMs: begun,
    toMs: Math.min(last.endMs, begun + kind.recoveryMs + 1000),
  };
  const found = recoveriesIn(run.series, subjectOf(run.metrics), window);
  if (found.length === 0) return [unknown()];
  const wholeMs = wholeRecoveryMs(found);
  const isInTime = wholeMs !== undefined && wholeMs <= kind.recoveryMs;
  const cause = breaking === undefined ? 'the climb' : 'it broke';
  if (isInTime) {
    return [
      {
        kind: 'recovered',
        severity: 'info',
        title: `After ${cause} it was back ${backText(wholeMs, found)}`,
        evidence: { recoveryMs: wholeMs, ...recoveryEvidence(found) },
        advice: 'Nothing to do: what was too much did not stay.',
      },
    ];
  }
  return [
    {
      kind: 'not-recovered',
      severity: 'critical',
      title: `It had not recovered ${formatDuration(window.toMs - begun)} after the load was down again: ${recoveryText(found)}`,
      evidence: { allowedMs: kind.recoveryMs, ...recoveryEvidence(found) },
      advice:
        'Look for what is still there when the load is gone: queues that are worked off, connections and threads that are not given back, caches that are cold, processes that died.',
    },
  ];
}

/** When the load came down: the end of the last level of the climb. */
function downAt({ events }: Case, top: Level): number {
  return events.find(({ kind }) => kind === DESCENT)?.atMs ?? top.endMs;
}

/** The event that the climb was ended and the way down began. */
export const DESCENT = 'descent';

function unknown(): Finding {
  return {
    kind: 'recovery-unknown',
    severity: 'minor',
    title: 'Whether it recovers cannot be told: too little was measured before it broke, or after',
    evidence: {},
    advice:
      'Let each level last 5 s or longer, begin below what it carries, and leave time behind the climb (`recovery`).',
  };
}

function errorsOf({ errors, index }: Case): string | null {
  const statuses = index.sub('http_req_failed', 'status').flatMap(({ value, metric }) => {
    return metric.type === 'rate' && metric.passes > 0 && value !== '0' ? [`status ${value}`] : [];
  });
  const kinds = errors.map(({ kind }) => kind).filter((kind) => kind !== 'status' && kind !== 'check');
  const all = [...new Set([...statuses, ...kinds])];
  return all.length === 0 ? null : all.slice(0, MOST_ERRORS).join(', ');
}

const MOST_ERRORS = 5;

function times(factor: number): string {
  return `${Number(factor.toPrecision(3))} times`;
}

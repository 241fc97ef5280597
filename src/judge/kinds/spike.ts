import type { PlannedKind } from '../../model/plan.ts';
import type { Finding, Level } from '../../model/run.ts';
import { showCount, showShare } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import type { Case } from '../evidence.ts';
import { failsWhileCalm, mildly } from './calm.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { type Subject, subjectOf } from './level-figures.ts';
import { judgedLevel } from './level-limits.ts';
import { recoveriesIn, wholeRecoveryMs } from './recovered.ts';
import { backText, recoveryEvidence, recoveryText } from './recovery-text.ts';
import { showLoad } from './show-load.ts';
import { type SpikeLevels, spikeCost } from './spike-cost.ts';
import { spikeExpectations } from './spike-expectations.ts';

type Spike = Extract<PlannedKind, { type: 'spike' }>;

/** A load from this share of the highest on is part of a spike. */
const SPIKE_SHARE = 0.9;

/** A burst may cost something; the run fails where the target is not back in time after it, or fails without one. */
export function judgeSpike(run: Case, kind: Spike): KindJudgement {
  const subject = subjectOf(run.metrics);
  const spikes = spikesIn(run.levels);
  const calm = spikes[0] === undefined ? [] : [spikes[0].before];
  const failed = failsWhileCalm(calm);
  const expectations = kind.defaultLimits === false ? [] : spikeExpectations(run, spikes);
  return {
    findings: [
      ...(spikes.length === 0 ? [withoutSpike()] : []),
      ...spikes.flatMap((spike) => [cost(run, spike, subject), recovery(run, kind, { spike, subject })]),
      ...expectations.flatMap(({ finding }) => finding ?? []),
    ],
    parts: { levels: run.levels.map((level) => judgedLevel(level, run.limits)) },
    expected: expectations.map(({ result }) => result),
    failed: failed || expectations.some(({ result }) => result.passed === false),
    tolerant: true,
    regrade: (finding) => (failed ? finding : mildly(finding)),
  };
}

/** Each stretch of the highest load with what was before all of them, and what came after it. */
export function spikesIn(levels: readonly Level[]): SpikeLevels[] {
  const highest = Math.max(0, ...levels.map(({ load }) => load));
  const isSpike = ({ load }: Level) => load >= SPIKE_SHARE * highest;
  const first = levels.findIndex(isSpike);
  const before = levels[first - 1];
  if (before === undefined) return [];
  return levels.flatMap((level, at) => {
    if (!isSpike(level)) return [];
    const next = levels[at + 1];
    const fromMs = levels[at - 1]?.endMs ?? level.startMs;
    return [{ before, spike: level, fromMs, after: next !== undefined && !isSpike(next) ? next : undefined }];
  });
}

function withoutSpike(): Finding {
  return {
    kind: 'spike-unclear',
    severity: 'minor',
    title: 'There was no spike to be judged: no stretch of calm load, and one of more load after it, were measured',
    evidence: {},
    advice: 'Let the load be flat for 5 s or longer before, in and after the spike, or leave its shape to the kind.',
  };
}

/** So many failures are worth more than a note. */
const NOTABLE_SHARE = 0.001;

function cost(run: Case, spike: SpikeLevels, subject: Subject): Finding {
  const { sent, failed, dropped, lateMs, before, during } = spikeCost(run, spike, subject);
  const factor = spike.spike.load / spike.before.load;
  const lost = failed + dropped;
  const share = sent + dropped > 0 ? lost / (sent + dropped) : 0;
  const slower =
    before === undefined || during === undefined
      ? []
      : [`p95 went from ${formatDuration(before)} to ${formatDuration(during)}`];
  const said = [
    ...slower,
    failed > 0 ? `${showCount(failed, subject.noun)} (${showShare(failed / Math.max(1, sent))}) failed` : 'none failed',
    ...(dropped > 0 ? [`${showCount(dropped, 'iteration')} ${dropped === 1 ? 'was' : 'were'} dropped`] : []),
  ];
  return {
    kind: 'spike-cost',
    severity: share >= NOTABLE_SHARE ? 'minor' : 'info',
    title: `The burst to ${showLoad(spike.spike)}, ${Number(factor.toPrecision(3))} times the load before: ${said.join(', ')}`,
    evidence: {
      load: spike.spike.load,
      loadBefore: spike.before.load,
      unit: spike.spike.unit,
      spike: spike.spike.name,
      p95BeforeMs: before ?? null,
      p95DuringMs: during ?? null,
      extraWaitingMs: lateMs,
      failed,
      dropped,
      lostShare: share,
    },
    advice:
      lost > 0
        ? 'See which of them would have been worth waiting for: a short queue before the target, or clients that try again later, keep what was lost here.'
        : 'Nothing was lost; whether such waiting is bearable is for a limit to say.',
  };
}

function recovery(
  run: Case,
  kind: Spike,
  { spike, subject }: { readonly spike: SpikeLevels; readonly subject: Subject },
): Finding {
  const { before, after } = spike;
  const fromMs = spike.spike.endMs;
  const allowedMs = kind.recoveryMs;
  const found =
    after === undefined
      ? []
      : recoveriesIn(run.series, subject, {
          beforeFromMs: before.startMs,
          beforeToMs: before.endMs,
          fromMs,
          toMs: after.endMs,
        });
  if (after === undefined || found.length === 0) return recoveryUnknown();
  const wholeMs = wholeRecoveryMs(found);
  const evidence = { spike: spike.spike.name, allowedMs, ...recoveryEvidence(found) };
  if (wholeMs !== undefined && wholeMs <= allowedMs) {
    return {
      kind: 'recovered',
      severity: 'info',
      title: `After the burst it was back to what it was before ${backText(wholeMs, found)}`,
      evidence: { recoveryMs: wholeMs, ...evidence },
      advice: 'Nothing to do: the burst left nothing behind.',
    };
  }
  return {
    kind: 'not-recovered',
    severity: 'critical',
    title: `It was not back to what it was before ${formatDuration(Math.min(allowedMs, after.endMs - fromMs))} after the burst: ${recoveryText(found)}`,
    evidence,
    advice:
      'Look for what the burst left behind: a queue that is worked off, connections and threads that are not given back, a cache that was flushed, instances that were added and not warm.',
  };
}

function recoveryUnknown(): Finding {
  return {
    kind: 'recovery-unknown',
    severity: 'minor',
    title: 'Whether it recovers cannot be told: too little was measured before the burst, or after',
    evidence: {},
    advice: 'Let 10 s or more pass before the burst, and leave time behind it (`recovery`).',
  };
}

/**
 * bottlenecks/ finds where a target gets into trouble as load comes, and why. In comes a run with its series; out come findings. Each kind of
 * trouble has a file with a detector of its own, which knows of no other; here those are left out that another one explains,
 * so that one trouble is told of once, under its most telling name.
 */
import type { Finding, Severity } from '../../model/run.ts';
import type { Case } from '../evidence.ts';
import { cacheWarmUp } from './cache-warm-up.ts';
import { connectionChurn } from './connection-churn.ts';
import { errorOnset } from './error-onset.ts';
import { knee } from './knee.ts';
import { littlesLaw } from './littles-law.ts';
import { negativeScaling } from './negative-scaling.ts';
import { queueing } from './queueing.ts';
import { retryStorm } from './retry-storm.ts';
import { saturation } from './saturation.ts';
import type { Detector } from './sight.ts';
import { slowStep } from './slow-step.ts';
import { timelineOf } from './timeline.ts';
import { unevenInstances } from './uneven-instances.ts';

interface Kind {
  readonly detect: Detector;
  /** Kinds of finding that are this one's consequences, where they are no graver. */
  readonly explains: readonly string[];
}

const BOUNDS = ['saturation', 'knee', 'queueing'];

/** What explains more stands before what it explains. */
const KINDS: readonly Kind[] = [
  { detect: unevenInstances, explains: [...BOUNDS, 'slow-step'] },
  { detect: retryStorm, explains: [...BOUNDS, 'error-onset', 'slow-step'] },
  { detect: negativeScaling, explains: [...BOUNDS, 'slow-step', 'littles-law'] },
  { detect: littlesLaw, explains: BOUNDS },
  { detect: errorOnset, explains: BOUNDS },
  { detect: slowStep, explains: BOUNDS },
  { detect: saturation, explains: ['knee', 'queueing'] },
  { detect: knee, explains: ['queueing'] },
  { detect: queueing, explains: [] },
  { detect: connectionChurn, explains: [] },
  { detect: cacheWarmUp, explains: [] },
];

/** Of these, a share that failed alike and says no more than the onset does. */
const OF_FAILURES = new Set(['error-onset', 'retry-storm']);
/** What a generator that can do no more looks like, and what makes requests time out. */
const OF_THROUGHPUT = new Set([...BOUNDS, 'littles-law', 'negative-scaling', 'slow-step']);

export interface Bottlenecks {
  readonly findings: readonly Finding[];
  /** Whether another finding only says what these say better. */
  isExplained(finding: Finding): boolean;
}

/** `generator` are the findings on the load generator, which may itself be the bottleneck. */
export function bottlenecks(run: Case, generator: readonly Finding[]): Bottlenecks {
  const timeline = timelineOf(run);
  if (timeline === undefined) return { findings: [], isExplained: () => false };
  const isExhausted = generator.some(({ kind, severity, evidence }) => {
    return kind === 'generator-saturated' && severity === 'major' && Number(evidence.cpuPercent) >= 90;
  });
  const sight = { run, timeline };
  const found = KINDS.flatMap(({ detect, explains }) => {
    const finding = detect(sight);
    return finding === undefined || (isExhausted && OF_THROUGHPUT.has(finding.kind)) ? [] : [{ finding, explains }];
  });
  const isBounded = found.some(({ finding: { kind, severity } }) => OF_THROUGHPUT.has(kind) && severity !== 'minor');
  const causes = found.filter(({ finding }) => !isBounded || !isTimeout(finding));
  const kept = causes.filter(({ finding }, i) => {
    return !causes
      .slice(0, i)
      .some((other) => other.explains.includes(finding.kind) && isAsGrave(other.finding, finding));
  });
  const findings = kept.map(({ finding }) => finding);
  const tellsOfFailures = findings.some(({ kind }) => OF_FAILURES.has(kind));
  return {
    findings,
    isExplained: ({ kind, severity }) => {
      const isFailure = kind === 'unexpected-status' || kind.startsWith('requests-');
      return tellsOfFailures && isFailure && severity !== 'critical';
    },
  };
}

/** Requests that only took too long, which a target that is used up explains. */
function isTimeout({ kind, evidence }: Finding): boolean {
  return kind === 'error-onset' && evidence.failure === 'timeout';
}

function isAsGrave(cause: Finding, { severity }: Finding): boolean {
  return SEVERITIES.indexOf(cause.severity) >= SEVERITIES.indexOf(severity);
}

const SEVERITIES: readonly Severity[] = ['info', 'minor', 'major', 'critical'];

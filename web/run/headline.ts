import type { Finding, LimitResult, LoadLine, Run } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { showCount, showShare, showValue } from '../../src/model/show-value.ts';
import { formatCount, formatDuration } from '../../src/model/units.ts';
import { judgedLimit, usedText } from './judged-limit.ts';

/** Why a run ended as it did, in one sentence: which limit, and how far; of one that passed how much room there was. */
export function headline(index: RunIndex): string {
  const { run } = index;
  const crossed = run.limits.filter(({ passed }) => passed === false);
  switch (run.verdict) {
    case 'passed':
      return run.loadLine === undefined ? limitsHeld(index) : lineFound(run.loadLine);
    case 'interrupted':
      return `Stopped after ${formatDuration(Math.round(run.durationMs / 1000) * 1000)}; what was measured until then is below.`;
    case 'aborted':
      return `Stopped early: ${crossed.length > 0 ? crossedLimits(index, crossed) : abortReason(run)}.`;
    case 'inconclusive':
      return run.loadLine === undefined
        ? sentence(undecided(run))
        : `${sentence(undecided(run))} ${lineFound(run.loadLine)}`;
    default:
      return sentence(failed(index, crossed));
  }
}

/** `498/s`, `40 users`. */
export function showLoad(value: number, unit: string): string {
  if (unit === 'arrivals/s') return `${formatCount(rounded(value))}/s`;
  return unit === 'users' ? showCount(rounded(value), 'user') : `${formatCount(rounded(value))} ${unit}`;
}

/** `490/s to 505/s with 95% confidence`. */
export function lineInterval({ low, high, unit, confidence }: LoadLine): string {
  return `${showLoad(low, unit)} to ${showLoad(high, unit)} with ${showShare(confidence)} confidence`;
}

/** `66% above the 300/s expected`; empty where nothing is. */
export function lineHeadroom({ expected, headroom, unit }: LoadLine): string {
  if (expected === undefined || headroom === undefined) return '';
  const side = headroom < 0 ? 'below' : 'above';
  return `${showShare(Math.abs(headroom))} ${side} the ${showLoad(expected, unit)} expected`;
}

function lineFound(line: LoadLine): string {
  const { value, unit, limitedBy } = line;
  const headroom = lineHeadroom(line);
  const tail = headroom === '' ? '.' : `. That is ${headroom}.`;
  if (limitedBy === null) {
    return `Carries at least ${showLoad(value, unit)} within all limits; nothing broke up to the highest load tried${tail}`;
  }
  return `Carries ${showLoad(value, unit)} within all limits (${lineInterval(line)}); above that, ${limitedBy} breaks first${tail}`;
}

function limitsHeld(index: RunIndex): string {
  const { limits } = index.run;
  if (limits.length === 0) return 'No limits were set, and nothing else failed.';
  const kept =
    limits.length === 1
      ? 'Its limit was kept'
      : limits.length === 2
        ? 'Both limits were kept'
        : `All ${limits.length} limits were kept`;
  const nearest = limits
    .map((limit) => judgedLimit(limit, index.unitOf(limit.metric)))
    .filter(({ used }) => used !== null && Number.isFinite(used))
    .sort((a, b) => (b.used ?? 0) - (a.used ?? 0))[0];
  if (nearest === undefined) return `${kept}.`;
  const { subject, measured, allowed, used } = nearest;
  const room = `${usedText(used)} of what is allowed was used`;
  return limits.length === 1
    ? `${kept}: ${subject} was ${measured}, allowed is ${allowed}; ${room}.`
    : `${kept}; the nearest was ${subject} at ${measured}, allowed is ${allowed}: ${room}.`;
}

function crossedLimits(index: RunIndex, crossed: readonly LimitResult[]): string {
  const judged = crossed
    .map((limit) => judgedLimit(limit, index.unitOf(limit.metric)))
    .sort((a, b) => (b.used ?? 0) - (a.used ?? 0));
  const [worst] = judged;
  if (worst === undefined) return '';
  const said =
    worst.limit.value === null
      ? `${worst.limit.rule} failed${reasonOf(worst.limit)}`
      : `${worst.subject} was ${worst.measured}, allowed is ${worst.allowed}${overText(worst.used)}`;
  if (judged.length === 1) return said;
  return `${judged.length} of ${showCount(index.run.limits.length, 'limit')} were crossed, the furthest: ${said}`;
}

function overText(used: number | null): string {
  if (used === null || !(used > 1)) return '';
  return ` (${used < 2 ? usedText(used) : `${usedText(used)} of what is allowed`})`;
}

function failed(index: RunIndex, crossed: readonly LimitResult[]): string {
  const { run } = index;
  const broken = run.findings.find(({ severity, kind }) => severity === 'critical' && !/^(limit|run)-/.test(kind));
  if (broken !== undefined) return broken.title;
  if (crossed.length > 0) return crossedLimits(index, crossed);
  const gravest = run.findings.find(({ severity }) => severity === 'major' || severity === 'critical');
  return otherReason(index) ?? gravest?.title ?? 'See the findings below';
}

function otherReason(index: RunIndex): string | undefined {
  const { run } = index;
  const limited = (metric: string) => run.limits.some((limit) => limit.metric === metric);
  const atLevel = run.findings.find(({ kind }) => kind === 'level-limit-crossed');
  if (atLevel !== undefined) return atLevel.title;
  const failing = run.checks.filter(({ fails }) => fails > 0);
  const [first] = failing;
  if (first !== undefined && !limited('checks')) {
    const times = showCount(first.fails + first.passes, 'time');
    const name = `check '${first.name}' failed ${formatCount(first.fails)} of ${times}`;
    return failing.length === 1 ? name : `${failing.length} checks failed; ${name}`;
  }
  const calls = index.rate('function_failed')?.passes ?? 0;
  if (calls > 0 && !limited('function_failed')) return `${showCount(calls, 'call')} of functions failed`;
  const thrown = index.rate('iterations_failed')?.passes ?? 0;
  return thrown > 0 && !limited('iterations_failed') ? `${showCount(thrown, 'iteration')} failed` : undefined;
}

function undecided({ limits, findings }: Run): string {
  const unknown = limits.filter(({ passed }) => passed === null);
  const [first] = unknown;
  if (first === undefined) {
    const few = findings.find(({ kind }) => kind === 'few-samples' || kind === 'search-unfinished');
    return few?.title ?? 'The numbers cannot decide; see the findings below';
  }
  return unknown.length === 1
    ? `${first.rule} could not be judged${reasonOf(first)}`
    : `${unknown.length} of ${limits.length} limits could not be judged`;
}

function abortReason({ findings, events }: Run): string {
  const told = findings.find(({ kind }: Finding) => kind === 'run-aborted')?.evidence.reason;
  return String(told ?? events.findLast(({ kind }) => kind === 'aborted')?.text ?? 'see the findings below');
}

function reasonOf({ reason }: LimitResult): string {
  return reason === undefined ? '' : `: ${reason}`;
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : value;
}

function sentence(text: string): string {
  const first = text.charAt(0);
  // Names of metrics stay as they are written.
  const start = /^[a-z]+(?:[\s']|$)/.test(text) ? first.toUpperCase() : first;
  return `${start}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** As `showValue`, with a dash where nothing was measured. */
export function showKnown(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : showValue(value, unit);
}

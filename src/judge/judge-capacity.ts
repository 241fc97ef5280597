import type { Finding, Level, LimitResult, LoadLine, Verdict } from '../model/run.ts';
import { showShare } from '../model/show-value.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import type { FoundLine } from './capacity-search.ts';
import { judged, unitOf } from './evaluate-limit.ts';
import type { Case, LoadEvidence } from './evidence.ts';
import { graveness, steadyPercentile } from './generator-health.ts';
import { bySeverity, endFindings, failureFinding, type Judgement } from './judge-load.ts';
import type { LimitDecision } from './level-watch.ts';
import { measuredIn } from './measured.ts';
import { metricIndex } from './metric-index.ts';
import { reachFindings, UNREACHABLE } from './reach-findings.ts';

/** One level of a search, as it was judged when its time was over. */
export interface JudgedTrial {
  readonly load: number;
  /** Of what was measured of it. */
  readonly startMs: number;
  readonly decisions: readonly LimitDecision[];
  readonly isWithin: boolean;
  /** Arrivals found no free user. */
  readonly dropped: number;
}

export interface CapacityEvidence {
  readonly line: FoundLine | undefined;
  readonly trials: readonly JudgedTrial[];
  readonly confidence: number;
  readonly expected: number | undefined;
  /** Why the search ended before the line was known as well as asked for. */
  readonly unfinished: string | undefined;
  /** The highest load that may be tried. */
  readonly to: number;
}

const UNIT = 'arrivals/s';

/** Judges a search for the load line: by its levels, since the totals are of loads within and beyond it. */
export function judgeCapacity(evidence: LoadEvidence, search: CapacityEvidence): Judgement {
  const run: Case = { ...evidence, index: metricIndex(evidence.metrics) };
  const reach = reachFindings(run);
  const { limits, levels, loadLine } = capacitySoFar(evidence.levels, search);
  const findings = [
    ...endFindings(run),
    ...run.failures.map(failureFinding),
    ...reach,
    ...(reach.length > 0 || run.failures.length > 0 ? [] : lineFindings(search, levels)),
  ].sort(bySeverity);
  return {
    verdict: verdictOf(run, findings, search),
    findings,
    limits: limits ?? evidence.results.map(withoutLevel),
    parts: { levels, ...(loadLine === undefined ? {} : { loadLine }) },
  };
}

/** As far as a search has come. */
export interface CapacitySoFar {
  /** At the highest load within all of them; undefined while there is none. */
  readonly limits: readonly LimitResult[] | undefined;
  readonly levels: readonly Level[];
  readonly loadLine: LoadLine | undefined;
}

/** What a search has found so far: its levels judged, and the load line as it is known by now. */
export function capacitySoFar(levels: readonly Level[], search: CapacityEvidence): CapacitySoFar {
  const best = search.trials.filter(({ load, isWithin }) => isWithin && load === search.line?.value).at(-1);
  return {
    limits: best?.decisions.map(resultOf),
    levels: levels.map((level) => judgedLevel(level, search)),
    loadLine: search.line === undefined ? undefined : loadLineOf(search.line, search),
  };
}

function verdictOf({ end }: Case, findings: readonly Finding[], { line, unfinished }: CapacityEvidence): Verdict {
  if (end.kind !== 'completed') return end.kind;
  if (findings.some(({ kind, severity }) => severity === 'critical' || kind === UNREACHABLE)) return 'failed';
  return line === undefined || unfinished !== undefined ? 'inconclusive' : 'passed';
}

function loadLineOf({ value, low, high }: FoundLine, search: CapacityEvidence): LoadLine {
  const { confidence, expected } = search;
  const isBounded = Number.isFinite(high);
  return {
    value,
    low,
    high: isBounded ? high : search.to,
    unit: UNIT,
    confidence,
    limitedBy: isBounded ? (limitedBy(search)?.rule ?? null) : null,
    ...headroom({ value, high }, expected),
  };
}

/** Of a line that was only looked for below what is expected, none is known. */
function headroom(
  { value, high }: Pick<FoundLine, 'value' | 'high'>,
  expected: number | undefined,
): Record<string, number> {
  if (expected === undefined) return {};
  return Number.isFinite(high) || value >= expected ? { expected, headroom: value / expected - 1 } : { expected };
}

interface Limiting {
  readonly rule: string;
  readonly value: number | null;
  readonly isGrowing: boolean;
  readonly load: number;
}

/** What broke first above the line: at the lowest load that was crossed, the limit that is furthest beyond its threshold. */
function limitedBy({ trials, line }: CapacityEvidence): Limiting | undefined {
  const above = trials.filter(({ load, isWithin }) => !isWithin && load > (line?.value ?? 0));
  const lowest = above.sort((a, b) => a.load - b.load)[0];
  if (lowest === undefined) return undefined;
  const { load, dropped } = lowest;
  const broken = lowest.decisions.filter((each) => each.holds === false).sort((a, b) => excess(b) - excess(a))[0];
  if (broken !== undefined) {
    return { rule: broken.rule.text, value: broken.value ?? null, isGrowing: broken.isGrowing, load };
  }
  return dropped > 0 ? { rule: 'dropped_iterations count == 0', value: dropped, isGrowing: false, load } : undefined;
}

function excess({ rule, value = 0 }: LimitDecision): number {
  return rule.threshold > 0 ? value / rule.threshold : Number.POSITIVE_INFINITY;
}

function judgedLevel(level: Level, { trials }: CapacityEvidence): Level {
  const trial = trials.find(({ startMs }) => startMs === level.startMs);
  if (trial === undefined) return { ...level, decided: 'unclear' };
  const isClear = trial.decisions.every(({ decided }) => decided !== 'unclear');
  const decided = trial.isWithin ? (isClear ? 'within' : 'unclear') : isCrossed(trial) ? 'crossed' : 'unclear';
  return { ...level, limits: trial.decisions.map(resultOf), decided };
}

function isCrossed({ decisions, dropped }: JudgedTrial): boolean {
  return dropped > 0 || decisions.some(({ decided }) => decided === 'crossed');
}

function resultOf({ rule, value, isGrowing }: LimitDecision): LimitResult {
  const unit = unitOf(rule);
  if (value === undefined) {
    return { metric: rule.metric, tags: rule.tags, rule: rule.text, value: null, unit, passed: null };
  }
  const result = judged(rule, value, unit);
  return isGrowing ? { ...result, passed: false, reason: 'it kept growing at this load' } : result;
}

/** Without a level within all limits there is none that a limit could be shown at. */
function withoutLevel({ value: _, ...result }: LimitResult): LimitResult {
  return { ...result, value: null, passed: false, reason: 'crossed at every load tried' };
}

function lineFindings(search: CapacityEvidence, levels: readonly Level[]): Finding[] {
  const { line } = search;
  if (line === undefined) {
    const early = unfinished(search);
    if (early !== undefined) return [early];
    return search.trials.length === 0 ? [] : [nothingWithin(search)];
  }
  return [
    belowExpected(line, search),
    theLine(line, search),
    generatorAtEdge(line, levels),
    unfinished(search),
    undecided(line, levels),
  ].flatMap((finding) => finding ?? []);
}

const rate = (value: number): string => `${formatCount(Number(value.toPrecision(4)))}/s`;

function theLine({ value, low, high }: FoundLine, search: CapacityEvidence): Finding {
  const { trials, confidence, expected } = search;
  const limiting = limitedBy(search);
  const evidence = {
    loadLine: value,
    low,
    high: Number.isFinite(high) ? high : null,
    confidence,
    levels: trials.length,
    ...headroom({ value, high }, expected),
  };
  if (!Number.isFinite(high) || limiting === undefined) {
    return {
      kind: 'load-line-above',
      severity: 'info',
      title: `The target carries at least ${rate(value)}, the highest load tried, within all limits`,
      evidence,
      advice: 'To find where it ends, let the search go higher with --to.',
    };
  }
  return {
    kind: 'load-line',
    severity: 'info',
    title: `The load line is at ${rate(value)}: above it, ${limiting.rule} breaks first`,
    evidence: { ...evidence, limitedBy: limiting.rule, above: limiting.load, valueAbove: limiting.value },
    advice: limiting.isGrowing
      ? `At ${rate(limiting.load)} the value grew for as long as the load was held: more came in than was served, so waiting would go on growing. Look for what is used up there: connections, threads, locks, CPU.`
      : `Look at what the target runs out of just above ${rate(value)}: connections, threads, locks, CPU.`,
  };
}

function belowExpected({ value, high }: FoundLine, search: CapacityEvidence): Finding | undefined {
  const { expected } = search;
  // A search that ended early, or was not to go that far, knows of no line above what it tried.
  if (expected === undefined || value >= expected || search.unfinished !== undefined) return undefined;
  if (!Number.isFinite(high)) return undefined;
  return {
    kind: 'capacity-below-expected',
    severity: 'critical',
    title: `The load line of ${rate(value)} is ${showShare(1 - value / expected)} below the load that is expected (${rate(expected)})`,
    evidence: { loadLine: value, expected, missing: expected - value },
    advice: 'Raise what limits it (see the finding on the load line), or expect less of it.',
  };
}

function nothingWithin(search: CapacityEvidence): Finding {
  const lowest = Math.min(...search.trials.map(({ load }) => load));
  const rule = limitedBy(search)?.rule ?? 'a limit';
  return {
    kind: 'no-load-line',
    severity: 'critical',
    title: `No load tried was within all limits, down to ${rate(lowest)}`,
    evidence: { lowest, limitedBy: rule },
    advice: `Even then ${rule} was crossed. See with 'plimsoll run --kind baseline' how the target behaves for one user alone, and whether the limit can be kept at all.`,
  };
}

function unfinished({ unfinished: reason }: CapacityEvidence): Finding | undefined {
  if (reason === undefined) return undefined;
  return {
    kind: 'search-unfinished',
    severity: 'minor',
    title: `The search ended early: ${reason}`,
    evidence: { reason },
    advice:
      'The line is known less well than asked for. Allow more with --max-time or --max-requests, or start nearer to it with --from.',
  };
}

/** Whether what broke above the line may have been the generator. */
function generatorAtEdge({ value }: FoundLine, levels: readonly Level[]): Finding | undefined {
  const edge = levels.filter(({ load, decided }) => load > value && decided === 'crossed');
  const nearest = edge.sort((a, b) => a.load - b.load)[0];
  const harm = nearest === undefined ? undefined : generatorHarm(nearest);
  if (nearest === undefined || harm === undefined) return undefined;
  return {
    kind: 'capacity-of-generator',
    severity: 'major',
    title: `At ${rate(nearest.load)} the load generator itself was late by ${formatDuration(harm.delayMs)}: the target may carry more`,
    evidence: { load: nearest.load, delay: harm.delayMs, latency: harm.latencyMs, metric: harm.metric },
    advice: 'Run the generator on a machine of its own, or with more workers, and search again.',
  };
}

function generatorHarm(level: Level): { delayMs: number; latencyMs: number; metric: string } | undefined {
  const index = metricIndex(level.metrics);
  const latency = index.find('http_req_duration') ?? index.find('iteration_duration');
  if (latency?.type !== 'trend') return undefined;
  for (const metric of ['generator_loop_delay', 'generator_lateness']) {
    const delay = index.find(metric);
    if (delay?.type !== 'trend') continue;
    const percentile = steadyPercentile(Math.min(delay.count, latency.count));
    const [measured, beside] = [measuredIn(delay), measuredIn(latency)];
    if (measured.type !== 'trend' || beside.type !== 'trend') continue;
    const [delayMs, latencyMs] = [measured.percentile(percentile), beside.percentile(percentile)];
    if (graveness({ delayMs, latencyMs, cpuPercent: cpuOf(level) }) === 'major') return { delayMs, latencyMs, metric };
  }
  return undefined;
}

function cpuOf({ metrics }: Level): number | undefined {
  const busy = metrics.flatMap((metric) =>
    metric.name === 'generator_cpu' && metric.type === 'gauge' ? metric.mean : [],
  );
  return busy.length > 0 ? Math.max(...busy) : undefined;
}

function undecided({ value }: FoundLine, levels: readonly Level[]): Finding | undefined {
  const open = levels.filter(({ load, decided }) => decided === 'unclear' && load >= value / 2 && load <= value * 2);
  if (open.length === 0) return undefined;
  return {
    kind: 'levels-undecided',
    severity: 'info',
    title: `${open.length} of ${levels.length} levels could not be decided with the confidence asked for, and were taken by their values`,
    evidence: { levels: open.map(({ load }) => rate(load)).join(', ') },
    advice: 'Hold levels longer with --hold, or state limits that need fewer samples: p95 rather than p99.9.',
  };
}

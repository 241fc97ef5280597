import type { Finding, Level, Severity } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import { type Drift, testDrift } from '../../stats/drift.ts';
import { mildest, severityOf } from '../compare/severity.ts';
import type { Case } from '../evidence.ts';
import { discoveries } from './false-discovery.ts';
import type { KindJudgement } from './kind-judgement.ts';
import { judgedLevel } from './level-limits.ts';
import { type Family, type SoakSeries, soakSeries } from './soak-series.ts';

/** Of what is called a drift, so much may be chance. */
const FALSE_DISCOVERIES = 0.05;
/** Fewer steps than this tell a drift only where it is enormous. */
const ENOUGH_POINTS = 30;
/** No event loop promises less: such a change may be the generator's. */
const HARMLESS_MS = 1;
/** A share of failures grown by this much. */
const FAILURE_GRADES: readonly (readonly [number, Severity])[] = [
  [0.1, 'critical'],
  [0.01, 'major'],
  [0.001, 'minor'],
];
const MS_PER_HOUR = 3_600_000;

interface Tested {
  readonly series: SoakSeries;
  readonly drift: Drift;
}

interface Drifting extends Tested {
  readonly severity: Severity;
}

/** Whether anything moves while the load does not: by trend tests over the whole steady stretch, never first against last. */
export function judgeSoak(run: Case): KindJudgement {
  const levels = run.levels.map((level) => judgedLevel(level, run.limits));
  const parts = { levels };
  const steady = steadyStretch(run.levels);
  if (steady === undefined) return { findings: [tooShort(0)], parts };
  const watched = soakSeries(run.series, run.metrics, [steady.startMs, steady.endMs]);
  const points = Math.max(0, ...watched.map((series) => series.points.length));
  const tested = watched.flatMap((series): Tested[] => {
    const drift = isFlat(series) ? undefined : testDrift(series.points);
    return drift === undefined ? [] : [{ series, drift }];
  });
  const standing = discoveries(
    tested.map(({ drift }) => drift.pValue),
    FALSE_DISCOVERIES,
  );
  const drifting = tested.filter((each, at) => standing[at] === true && isClear(each)).map(graded);
  // Of users without a rate, fewer requests are what longer ones come to.
  const isSlower = drifting.some(({ series, severity }) => series.family === 'latency' && severity !== 'info');
  const families = FAMILIES.filter((family) => family !== 'throughput' || !isSlower);
  const findings = families.flatMap((family) => familyFindings(drifting, family, tested.length));
  const few = points < ENOUGH_POINTS ? [tooShort(points)] : [];
  const isSteady = drifting.every(({ severity }) => severity === 'info');
  return { findings: [...findings, ...few, ...(isSteady && points > 0 ? [noDrift(tested, steady)] : [])], parts };
}

const FAMILIES: readonly Family[] = ['latency', 'throughput', 'failures', 'monitored', 'generator-memory'];

/** What never moves needs no test, which would only make it harder for the others to stand out. */
function isFlat({ points }: SoakSeries): boolean {
  const values = new Set(points.flatMap(({ value }) => value ?? []));
  return values.size <= 1;
}

/** The longest stretch of constant load. */
function steadyStretch(levels: readonly Level[]): Level | undefined {
  return [...levels].sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0];
}

/** The slope's interval lies on one side of none as well. */
function isClear({ drift }: Tested): boolean {
  const { low, high } = drift.slopeInterval;
  return low > 0 || high < 0;
}

function graded(tested: Tested): Drifting {
  return { ...tested, severity: gradeOf(tested) };
}

/** By what the change comes to over the run, or over an hour where the run was shorter and that is not too far ahead. */
function gradeOf({ series, drift }: Tested): Severity {
  const { family, unit, worse } = series;
  const change = drift.endLevel - drift.startLevel;
  if ((worse === 'higher' && change < 0) || (worse === 'lower' && change > 0)) return 'info';
  if (family === 'failures') return FAILURE_GRADES.find(([least]) => change >= least)?.[1] ?? 'info';
  const goingOn = Math.min(FORESEEN, Math.max(1, MS_PER_HOUR / drift.durationMs));
  const grade = severityOf(goingOn * Math.abs(drift.relativeChange?.value ?? 1));
  if (family === 'latency' && unit === 'ms' && Math.abs(change) < HARMLESS_MS) return mildest(grade, 'minor');
  if (family === 'generator-memory') return mildest(grade, 'minor');
  return worse === 'either' ? mildest(grade, 'major') : grade;
}

/** A run of less than an hour is taken to go on like this for as long again, and no longer. */
const FORESEEN = 2;

function familyFindings(all: readonly Drifting[], family: Family, compared: number): Finding[] {
  const own = all.filter(({ series }) => series.family === family).sort(byGravity);
  // Monitors know nothing of one another; all others are told by their worst series.
  const told = family === 'monitored' ? own : own.slice(0, 1);
  return told.map((drifting) => driftFinding(drifting, family === 'monitored' ? [drifting] : own, compared));
}

const ORDER: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

function byGravity(a: Drifting, b: Drifting): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || sizeOf(b) - sizeOf(a);
}

function sizeOf({ drift }: Tested): number {
  return Math.abs(drift.relativeChange?.value ?? drift.endLevel - drift.startLevel);
}

const ADVICE: Readonly<Record<Family, string>> = {
  latency:
    'Under the same load it gets slower: look for what grows with time, such as memory, tables without an index, logs, caches without a bound, sessions and connections that are not given back.',
  throughput: 'The same users get less done: where latency does not grow too, look at the load generator.',
  failures: 'Look at which requests fail, and since when: pools that run out, disks that fill up, tokens that expire.',
  monitored:
    'Look at what holds on to it: what grows without a bound under constant load ends a service sooner or later.',
  'generator-memory': 'It is the load generator that grows: keep less in the script between iterations.',
};

function driftFinding({ series, drift, severity }: Drifting, own: readonly Drifting[], compared: number): Finding {
  const { name, field, unit, tags, family } = series;
  const change = drift.endLevel - drift.startLevel;
  const { low, high } = drift.slopeInterval;
  const where = tags.name === undefined ? '' : ` of '${tags.name}'`;
  const also = own.length > 1 ? `, and ${own.length - 1} more of its series` : '';
  return {
    kind: `drift-${family}`,
    severity,
    title: `${name} ${field}${where} ${change > 0 ? 'rises' : 'falls'} under constant load: from ${showValue(drift.startLevel, unit)} to ${showValue(drift.endLevel, unit)} in ${formatDuration(drift.durationMs)}${also}`,
    evidence: {
      metric: name,
      field,
      step: tags.name ?? null,
      from: drift.startLevel,
      to: drift.endLevel,
      unit,
      changeShare: drift.relativeChange?.value ?? null,
      overMs: drift.durationMs,
      perHour: `${showRateOf(drift.slopePerHour, unit)} (${showRateOf(low, unit)} to ${showRateOf(high, unit)})`,
      slopePerHour: drift.slopePerHour,
      slopeLow: finite(low),
      slopeHigh: finite(high),
      pValue: drift.pValue,
      seriesDrifting: own.length,
      seriesTested: compared,
    },
    advice:
      change > 0 === (series.worse !== 'lower')
        ? ADVICE[family]
        : 'It moves the good way; if warm-up is the cause, leave it out with `warmup`.',
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function showRateOf(value: number, unit: string): string {
  return value < 0 ? `-${showValue(-value, unit)}` : showValue(value, unit);
}

function noDrift(tested: readonly Tested[], { startMs, endMs }: Level): Finding {
  const p95 = tested.find(({ series: { name, field, tags } }) => {
    return name === 'http_req_duration' && field === 'p95' && Object.keys(tags).length === 0;
  });
  const share = p95?.drift.relativeChange;
  const percent = (value: number) => `${value > 0 ? '+' : ''}${Number((Math.max(-1, value) * 100).toPrecision(2))}%`;
  const isKnown = share !== undefined && Number.isFinite(share.low) && Number.isFinite(share.high);
  const bound = isKnown
    ? `: p95 moved by ${percent(share.value)} (between ${percent(share.low)} and ${percent(share.high)})`
    : '';
  return {
    kind: 'no-drift',
    severity: 'info',
    title: `Nothing got worse over ${formatDuration(endMs - startMs)} of constant load${bound}`,
    evidence: { seriesTested: tested.length, p95ChangeShare: share?.value ?? null },
    advice: 'What grows more slowly than that takes a longer run to be seen.',
  };
}

function tooShort(points: number): Finding {
  return {
    kind: 'soak-too-short',
    severity: 'minor',
    title: `The steady load was measured in ${points} steps, too few to tell a slow drift from chance`,
    evidence: { steps: points, enough: ENOUGH_POINTS },
    advice: 'Let it last longer: hours show what minutes hide.',
  };
}

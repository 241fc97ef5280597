import type { RunComparison } from '../../model/comparison.ts';
import type { GateReason } from '../../model/gate.ts';
import type { GateConfig } from '../../model/project-config.ts';
import type { Comparison, Run, Severity } from '../../model/run.ts';
import { showCount, showShare, showValue } from '../../model/show-value.ts';
import { standing } from './chance.ts';
import { bySeverity, type Confirmation, type Draft, type GateInput, ofRun } from './gate-input.ts';
import { benchmarkName, ofBenchmark } from './requirement-reasons.ts';

const FALSE_DISCOVERIES = 0.05;

/** What became of runs against their baselines: every figure that is worse, and of the rest how they stand. */
export function baselineReasons(input: GateInput): Draft[] {
  const rate = input.config.gate?.falseDiscoveries ?? FALSE_DISCOVERIES;
  const all = input.comparisons.flatMap(({ comparisons }) => comparisons);
  const context = { input, stands: standing(all, rate), compared: all.length };
  return input.runs.flatMap((run) => {
    const own = input.comparisons.filter(({ after }) => after.id === run.id);
    if (own.length === 0) return [notCompared(run, input)];
    return own.flatMap((comparison) => comparisonReasons(run, comparison, context));
  });
}

interface Context {
  readonly input: GateInput;
  /** Those that chance does not explain, of all in the job. */
  readonly stands: ReadonlySet<Comparison>;
  readonly compared: number;
}

function notCompared(run: Run, { withoutBaseline = {} }: GateInput): Draft {
  const why = Object.hasOwn(withoutBaseline, run.id) ? withoutBaseline[run.id] : undefined;
  return {
    reason: {
      status: 'skipped',
      source: 'baseline',
      rule: 'baseline/none',
      severity: 'info',
      text: why ?? 'has no baseline to be compared with',
      ...ofRun(run),
    },
  };
}

function comparisonReasons(run: Run, made: RunComparison, context: Context): Draft[] {
  const slower = onceEach(made.comparisons.filter(({ verdict }) => verdict === 'slower'));
  const unclear = made.comparisons.filter(({ verdict }) => verdict === 'unclear');
  if (!made.isComparable && slower.length > 0) return [elsewhere(run, slower, made)];
  return [
    ...slower.map((comparison) => worse(run, { comparison, made }, context)),
    ...(unclear.length > 0 ? [noisy(run, unclear, { made, context })] : []),
    ...(slower.length === 0 ? [held(run, made)] : []),
  ];
}

/** The only step of a test says the same as its total. */
function onceEach(figures: readonly Comparison[]): Comparison[] {
  const isSame = (a: Comparison, b: Comparison) =>
    a.metric === b.metric && a.aggregate === b.aggregate && a.before === b.before && a.after === b.after;
  const tagsOf = ({ tags }: Comparison) => Object.keys(tags).length;
  return figures.filter((one) => !figures.some((other) => tagsOf(other) < tagsOf(one) && isSame(one, other)));
}

/** What may be the machine, the load or the generator and not the code fails nothing by itself, and is told in one line. */
function elsewhere(run: Run, slower: readonly Comparison[], made: RunComparison): Draft {
  const [worst] = slower;
  const spoilt = made.findings.find(({ severity }) => bySeverity(severity, 'major') >= 0)?.title;
  const why = made.differences.length > 0 ? made.differences.join('; ') : (spoilt ?? 'one of them was spoilt');
  const example = worst === undefined ? '' : `, ${changeText(worst)}`;
  return {
    reason: {
      status: 'warned',
      source: 'baseline',
      rule: 'baseline/elsewhere',
      severity: made.worst ?? 'minor',
      text: `${showCount(slower.length, 'figure')} worse${example}; but not measured alike (${why}), which fails nothing by itself`,
      ...ofRun(run),
    },
  };
}

interface Worse {
  readonly comparison: Comparison;
  readonly made: RunComparison;
}

function worse(run: Run, { comparison, made }: Worse, context: Context): Draft {
  const { metric, aggregate, severity = 'info' } = comparison;
  const named = subjectOf(run, comparison);
  const rule = ruleOf(comparison);
  const judged = judgedAs({ comparison, made, severity, ...named, rule, runId: run.id }, context);
  const reason: GateReason = {
    source: 'baseline',
    rule,
    severity,
    comparison,
    ...named,
    ...judged,
    text: `${changeText(comparison)}; ${judged.text}`,
  };
  return { metric, aggregate, reason };
}

/** The same in every run. */
function ruleOf({ metric, aggregate, tags }: Comparison): string {
  const selected = Object.entries(tags)
    .map(([tag, value]) => `${tag}=${value}`)
    .sort();
  return ['baseline', metric, aggregate, ...(selected.length > 0 ? [selected.join(',')] : [])].join('/');
}

/** The benchmark that a figure belongs to, or else the test. */
function subjectOf(run: Run, { tags }: Comparison): Pick<GateReason, 'subject' | 'runId' | 'file' | 'line'> {
  const benchmark = run.benchmarks?.find(({ name, group }) => {
    return (tags.name === name || tags.benchmark === name) && (tags.group === undefined || tags.group === group);
  });
  if (benchmark !== undefined) return ofBenchmark(run, benchmark);
  if (run.kind !== 'bench' || tags.name === undefined) return ofRun(run);
  return { ...ofRun(run), subject: benchmarkName({ name: tags.name, group: tags.group ?? '' }) };
}

interface Candidate extends Worse {
  readonly severity: Severity;
  readonly rule: string;
  readonly subject: string;
  readonly runId: string;
}

type Judged = Pick<GateReason, 'status' | 'text' | 'confirmation'>;

function judgedAs(candidate: Candidate, { input, stands, compared }: Context): Judged {
  const { severity, comparison } = candidate;
  const { failOn, warnOn } = thresholdsOf(input.config.gate);
  if (failOn === 'never' || bySeverity(severity, failOn) < 0) {
    const warns = bySeverity(severity, warnOn) >= 0;
    return { status: warns ? 'warned' : 'passed', text: warns ? severity : `${severity}: reported, no more` };
  }
  if (!stands.has(comparison)) {
    const text = `among ${showCount(compared, 'figure')} one such may well be chance: not failed`;
    return { status: 'noisy', text };
  }
  return confirmed(severity, confirmationOf(candidate, input));
}

function thresholdsOf(gate: GateConfig = {}): {
  readonly failOn: Severity | 'never';
  readonly warnOn: Severity;
} {
  const { failOn = 'critical', warnOn = 'major' } = gate;
  return { failOn, warnOn };
}

function confirmationOf(
  { runId, rule, subject }: Candidate,
  { confirmations = [] }: GateInput,
): Confirmation | undefined {
  return confirmations.find((each) => each.runId === runId && each.rule === rule && each.subject === subject);
}

function confirmed(severity: Severity, confirmation: Confirmation | undefined): Judged {
  if (confirmation === undefined) return { status: 'failed', text: severity };
  const { outcome, text } = confirmation;
  const said = `${severity}, ${outcome}${text === '' ? '' : ` ${text}`}`;
  if (outcome !== 'not confirmed') return { status: 'failed', confirmation: outcome, text: said };
  return { status: 'noisy', confirmation: outcome, text: `${said}: not failed` };
}

interface Unclear {
  readonly made: RunComparison;
  readonly context: Context;
}

function noisy(run: Run, unclear: readonly Comparison[], { made, context }: Unclear): Draft {
  const { config, strict } = context.input;
  const fails = made.isComparable && (strict === true || config.gate?.failOnNoise === true);
  const [first] = unclear;
  const example = first === undefined ? '' : `: ${changeText(first)}${needed(first)}`;
  const more = unclear.length > 1 ? `, and ${unclear.length - 1} more` : '';
  return {
    reason: {
      status: fails ? 'failed' : 'noisy',
      source: 'baseline',
      rule: 'baseline/unclear',
      severity: 'info',
      text: `${unclear.length} of ${showCount(made.comparisons.length, 'figure')} too noisy to tell${example}${more}`,
      ...ofRun(run),
    },
  };
}

function needed({ needed: more, smallest }: Comparison): string {
  if (more !== undefined) return ` (would take ${more})`;
  return smallest === undefined ? '' : ` (a change of ${showShare(smallest)} would be seen)`;
}

function held(run: Run, { comparisons, before, differences }: RunComparison): Draft {
  const faster = comparisons.filter(({ verdict }) => verdict === 'faster').length;
  const better = faster === 0 ? '' : `, ${faster} better`;
  const elsewhere = differences.length === 0 ? '' : ` (${differences.join('; ')})`;
  const text =
    comparisons.length === 0
      ? `nothing in common with the baseline of ${before.startedAt.slice(0, 10)}`
      : `none of ${showCount(comparisons.length, 'figure')} is shown to be worse than the baseline of ${before.startedAt.slice(0, 10)}${better}${elsewhere}`;
  return {
    reason: {
      status: comparisons.length === 0 ? 'skipped' : 'passed',
      source: 'baseline',
      rule: 'baseline/worse',
      severity: 'info',
      text,
      ...ofRun(run),
    },
  };
}

/** `http_req_duration p95 of 'login' +63% (+48% to +80%), 120ms → 196ms` */
function changeText({ metric, aggregate, tags, ratio, low, high, before, after, unit = '' }: Comparison): string {
  const { name, group: _, benchmark: __, ...others } = tags;
  const step = name === undefined ? '' : ` of '${name}'`;
  const selected = Object.entries(others).map(([tag, value]) => `${tag} ${value}`);
  const where = selected.length === 0 ? '' : ` (${selected.join(', ')})`;
  return `${metric} ${aggregate}${step}${where} ${percent(ratio)} (${percent(low)} to ${percent(high)}), ${showValue(before, unit)} → ${showValue(after, unit)}`;
}

function percent(factor: number): string {
  const change = (factor - 1) * 100;
  if (!Number.isFinite(change)) return change > 0 ? '+∞' : '−100%';
  const digits = Math.abs(change) < 10 ? 1 : 0;
  const text = Math.abs(change).toFixed(digits).replace(/\.0$/, '');
  return text === '0' ? '0%' : `${change > 0 ? '+' : '−'}${text}%`;
}

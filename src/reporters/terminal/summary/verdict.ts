import type { LimitResult, LoadLine, Run, Verdict } from '../../../model/run.ts';
import { RunIndex } from '../../../model/run-index.ts';
import { formatCount, formatDuration } from '../../../model/units.ts';
import { benchmarkVerdict } from '../../../model/words/benchmark-verdict.ts';
import { clock, counted, formatRate, formatShare } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import type { Paint } from '../text/paint.ts';
import { flowParts } from '../text/phrases.ts';
import { layTable } from '../text/table.ts';
import { displayWidth, wrapText } from '../text/text-width.ts';
import { limitInWords } from './judged-limit.ts';
import type { Section, SummaryContext } from './section.ts';

const BADGES: Readonly<Record<Verdict, { text: string; brush: keyof Paint }>> = {
  passed: { text: '✓ PASSED', brush: 'good' },
  failed: { text: '✗ FAILED', brush: 'bad' },
  inconclusive: { text: '? INCONCLUSIVE', brush: 'warn' },
  aborted: { text: '✗ ABORTED', brush: 'bad' },
  interrupted: { text: '! INTERRUPTED', brush: 'warn' },
};

/** The first lines: did it pass, and what decided. */
export function verdictLines({ run, metrics, paint, width }: SummaryContext): string[] {
  const { text, brush } = BADGES[run.verdict];
  const room = width - displayWidth(text) - 2;
  const words = wrapText(`${cleanText(run.name)}: ${verdictReason(run)}`, Math.max(room, 20));
  const lines = words.map((line, at) =>
    at === 0
      ? `${paint[brush](paint.bold(text))}  ${paint.bold(line)}`
      : `${' '.repeat(width - room)}${paint.bold(line)}`,
  );
  return [...lines, ...flowParts(facts(run, metrics).map(paint.dim), { width, paint })];
}

/** In one sentence, without what a list below it says better. */
export function verdictReason(run: Run): string {
  if (run.kind === 'bench') return cleanText(benchmarkVerdict(run));
  const crossed = run.limits.filter(({ passed }) => passed === false);
  const [broken] = brokenBy(run);
  switch (run.verdict) {
    case 'passed':
      return run.loadLine === undefined ? limitsHeld(run.limits) : lineFound(run.loadLine);
    case 'interrupted':
      return `stopped after ${clock(run.durationMs)}; what was measured until then is below`;
    case 'inconclusive':
      return undecided(run);
    case 'aborted':
      return `stopped early: ${crossed.length > 0 ? crossedLimits(run, crossed) : abortReason(run)}`;
    case 'failed':
      return (
        broken ??
        (crossed.length > 0 ? crossedLimits(run, crossed) : (otherReasons(run)[0] ?? 'see the findings below'))
      );
  }
}

/** Everything that made the run fail, where one line was not enough. */
export const why: Section = ({ run, metrics, paint, width }) => {
  if (run.verdict === 'passed') return undefined;
  const crossed = run.limits.filter(({ passed }) => passed === false);
  const others = otherReasons(run);
  const unknown = run.limits.filter(({ passed }) => passed === null && run.verdict === 'inconclusive');
  const rows = [...crossed, ...unknown].map((limit) => reasonRow(limit, metrics));
  const reasons = others.flatMap((reason) => {
    const [first = '', ...rest] = wrapText(reason, width - 5);
    return [`${paint.bad('✗')}  ${first}`, ...rest.map((line) => `   ${line}`)];
  });
  if (rows.length + others.length < 2) return undefined;
  const table = layTable(
    [
      { title: '', cells: [...crossed.map(() => paint.bad('✗')), ...unknown.map(() => paint.warn('…'))], drop: 0 },
      { title: 'Limit', cells: rows.map(({ subject }) => subject), drop: 0, shrinkTo: 12, cut: 'start' },
      { title: 'Measured', cells: rows.map(({ measured }) => paint.bold(measured)), align: 'right', drop: 0 },
      { title: 'Allowed', cells: rows.map(({ allowed }) => allowed), drop: 0 },
      { title: '', cells: rows.map(({ over }) => paint.dim(over)), drop: 1 },
    ],
    { width: width - 2, title: paint.dim },
  );
  return { title: 'Why', lines: [...(rows.length > 0 ? table : []), ...reasons] };
};

function facts(run: Run, metrics: RunIndex): string[] {
  const requests = metrics.counter('http_reqs');
  const failed = metrics.rate('http_req_failed');
  const processes = run.benchmarks?.reduce((most, each) => Math.max(most, each.processes), 0) ?? 0;
  return [
    run.kind === 'bench' && run.durationMs === 0 ? '' : formatDuration(run.durationMs),
    run.benchmarks === undefined ? '' : counted(run.benchmarks.length, 'benchmark'),
    processes === 0 ? '' : `${processes === 1 ? '1 process' : `up to ${processes} processes`} each`,
    requests === undefined ? '' : counted(requests.total, 'request'),
    requests === undefined ? '' : formatRate(requests.perSecond),
    failed === undefined ? '' : failed.passes === 0 ? 'none failed' : `${formatShare(failed.value)} failed`,
    run.test.target === undefined ? '' : cleanText(run.test.target),
    cleanText(run.test.source),
  ];
}

function lineFound({ value, limitedBy }: LoadLine): string {
  const carries = `carries ${limitedBy === null ? 'at least ' : ''}${formatRate(value)} within all limits`;
  return limitedBy === null ? carries : `${carries}; above that, ${cleanText(limitedBy)} breaks first`;
}

function limitsHeld(limits: readonly LimitResult[]): string {
  if (limits.length === 0) return 'no limits were set, and nothing else failed';
  if (limits.length === 2) return 'both limits were kept';
  return limits.length === 1 ? 'its limit was kept' : `all ${limits.length} limits were kept`;
}

function undecided({ limits, findings }: Run): string {
  const unknown = limits.filter(({ passed }) => passed === null);
  const [first] = unknown;
  if (first === undefined) {
    const few = findings.find(({ kind }) => kind === 'few-samples');
    return few === undefined ? 'the numbers cannot decide; see the findings below' : cleanText(few.title);
  }
  const reason = first.reason === undefined ? '' : `: ${cleanText(first.reason)}`;
  return unknown.length === 1
    ? `${cleanText(first.rule)} could not be judged${reason}`
    : `${unknown.length} of ${limits.length} limits could not be judged`;
}

function crossedLimits(run: Run, crossed: readonly LimitResult[]): string {
  const [first] = crossed;
  if (first === undefined || crossed.length > 1) return `${crossed.length} of ${run.limits.length} limits were crossed`;
  const { subject, allowed, measured } = limitInWords({ ...first, ...unitOf(new RunIndex(run), first) });
  if (first.value === null) return `${cleanText(first.rule)} failed${reasonOf(first)}`;
  return `${subject} was ${measured}, allowed is ${allowed}`;
}

function reasonRow(limit: LimitResult, metrics: RunIndex) {
  const { subject, allowed, measured, used } = limitInWords({ ...limit, ...unitOf(metrics, limit) });
  const over = used !== null && used > 1 ? overBy(used) : reasonOf(limit).replace(/^: /, '');
  return { subject, measured, allowed, over };
}

function overBy(used: number): string {
  return used < 2
    ? `${Math.max(1, Math.round((used - 1) * 100))}% over`
    : `${used < 10 ? used.toFixed(1) : formatCount(Math.round(used))}× the limit`;
}

function otherReasons(run: Run): string[] {
  if (run.verdict !== 'failed') return [];
  const metrics = new RunIndex(run);
  const reasons = [...brokenBy(run), ...crossedAtLevels(run)];
  const limited = (metric: string) => run.limits.some((limit) => limit.metric === metric);
  const failing = run.checks.filter(({ fails }) => fails > 0);
  const first = failing[0];
  if (first !== undefined && !limited('checks')) {
    const { fails, passes } = first;
    const name = `check '${cleanText(first.name)}' failed ${formatCount(fails)} of ${counted(fails + passes, 'time')}`;
    reasons.push(failing.length === 1 ? name : `${failing.length} checks failed; ${name}`);
  }
  const thrown = metrics.rate('iterations_failed')?.passes ?? 0;
  const calls = metrics.rate('function_failed')?.passes ?? 0;
  if (calls > 0 && !limited('function_failed')) reasons.push(`${counted(calls, 'call')} of functions failed`);
  if (thrown > 0 && !limited('iterations_failed')) reasons.push(`${counted(thrown, 'iteration')} failed`);
  return reasons;
}

/** What is worse than a limit crossed: a target out of reach or that answers with failures, a worker that died. */
function brokenBy({ findings }: Run): string[] {
  return findings
    .filter(({ severity, kind }) => severity === 'critical' && !/^(limit|run)-/.test(kind))
    .map(({ title }) => cleanText(title));
}

/** Limits that a level crosses though the whole run keeps them. */
function crossedAtLevels({ findings }: Run): string[] {
  return findings.filter(({ kind }) => kind === 'level-limit-crossed').map(({ title }) => cleanText(title));
}

function abortReason({ findings, events }: Run): string {
  const reason = findings.find(({ kind }) => kind === 'run-aborted')?.evidence.reason;
  const event = events.findLast(({ kind }) => kind === 'aborted')?.text;
  return cleanText(String(reason ?? event ?? 'see the findings below'));
}

function reasonOf({ reason }: LimitResult): string {
  return reason === undefined ? '' : `: ${cleanText(reason)}`;
}

function unitOf(metrics: RunIndex, limit: LimitResult): { unit?: string } {
  const unit = limit.unit ?? metrics.unitOf(limit.metric);
  return unit === undefined ? {} : { unit };
}

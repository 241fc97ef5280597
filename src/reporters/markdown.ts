import type { Finding, LimitResult, Metric, Run, TrendMetric } from '../model/run.ts';
import { showCount, showShare, showValue } from '../model/show-value.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import { findingsOnRun, limitsBesides } from '../model/words/benchmark-rows.ts';
import { benchmarkVerdict } from '../model/words/benchmark-verdict.ts';
import { functionRows } from './function-rows.ts';
import {
  benchmarkComparisonsInMarkdown,
  benchmarksInMarkdown,
  growthInMarkdown,
  requirementsInMarkdown,
  warningsInMarkdown,
} from './markdown-benchmarks.ts';
import { comparisonsInMarkdown, levelsInMarkdown, scalingInMarkdown } from './markdown-kinds.ts';
import { code, prose, table } from './markdown-text.ts';
import { streamRows } from './stream-rows.ts';

const MOST_STEPS = 50;
const MOST_CHECKS = 20;
const MOST_ERRORS = 10;

/** A run as Markdown, for the summary of a CI job or a comment on a pull request. */
export function renderMarkdown(run: Run): string {
  const parts = run.kind === 'bench' ? benchParts(run) : loadParts(run);
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function benchParts(run: Run): string[] {
  return [
    heading(run),
    prose(benchmarkVerdict(run)),
    benchmarkComparisonsInMarkdown(run),
    benchmarksInMarkdown(run),
    growthInMarkdown(run),
    requirementsInMarkdown(run),
    warningsInMarkdown(run),
    limits({ ...run, limits: limitsBesides(run) }),
    findings({ ...run, findings: findingsOnRun(run) }),
  ];
}

function loadParts(run: Run): string[] {
  return [
    heading(run),
    numbers(run),
    limits(run),
    findings(run),
    comparisonsInMarkdown(run),
    levelsInMarkdown(run),
    scalingInMarkdown(run),
    steps(run),
    functions(run),
    streams(run),
    checks(run),
    errors(run),
  ];
}

function heading({ name, verdict, test, durationMs, startedAt }: Run): string {
  const facts = [
    ...(test.target === undefined ? [] : [`Target ${code(test.target)}`]),
    `${formatDuration(durationMs)} from ${prose(startedAt)}`,
    `test ${code(test.source)}`,
  ];
  return `## ${prose(name)}: ${verdict}\n\n${facts.join(' · ')}`;
}

function numbers(run: Run): string {
  const requests = total(run, 'http_reqs');
  const failed = total(run, 'http_req_failed');
  const iterations = total(run, 'iterations');
  const rows: string[][] = [];
  if (requests?.type === 'counter') {
    rows.push(['Requests', formatCount(requests.total), `${formatCount(requests.perSecond)}/s`]);
  }
  if (failed?.type === 'rate') rows.push(['Failed requests', formatCount(failed.passes), showShare(failed.value)]);
  if (iterations?.type === 'counter') {
    rows.push(['Iterations', formatCount(iterations.total), `${formatCount(iterations.perSecond)}/s`]);
  }
  // Of requests and functions together a response time says little.
  const isMixed = requests !== undefined && total(run, 'function_calls') !== undefined;
  for (const [name, title] of [
    ['http_req_duration', 'Latency'],
    ...(isMixed ? [] : [['response_time', 'Response time, from due'] as const]),
  ] as const) {
    const trend = total(run, name);
    if (trend?.type === 'trend') rows.push([title, percentiles(trend), `max ${formatDuration(trend.max)}`]);
  }
  return rows.length === 0 ? '' : table(['', 'Measured', ''], rows);
}

function percentiles({ percentiles: values, unit }: TrendMetric): string {
  return ['50', '95', '99']
    .flatMap((percentile) => {
      const value = values[percentile];
      return value === undefined ? [] : [`p${percentile} ${showValue(value, unit)}`];
    })
    .join(', ');
}

function limits({ limits: results }: Run): string {
  if (results.length === 0) return '';
  const rows = results.map((result) => [code(result.rule), measured(result), outcome(result), prose(noteOn(result))]);
  return `### Limits\n\n${table(['Limit', 'Measured', 'Held', ''], rows)}`;
}

function noteOn({ isDefault, level, reason }: LimitResult): string {
  const parts = [isDefault === true ? 'default' : '', level === undefined ? '' : `at ${level}`, reason ?? ''];
  return parts.filter((part) => part !== '').join('; ');
}

function measured({ value, unit = '' }: LimitResult): string {
  return value === null ? '–' : prose(showValue(value, unit));
}

function outcome({ passed }: LimitResult): string {
  if (passed === null) return 'not judged';
  return passed ? 'yes' : '**no**';
}

function findings({ findings: list }: Run): string {
  if (list.length === 0) return '';
  const line = ({ severity, title, advice }: Finding) => `- **${severity}**: ${prose(title)}  \n  ${prose(advice)}`;
  return `### Findings\n\n${list.map(line).join('\n')}`;
}

function steps(run: Run): string {
  const rows = run.metrics
    .flatMap((metric) => (metric.type === 'counter' && isStep(metric, 'http_reqs') ? [metric] : []))
    .sort((a, b) => b.total - a.total)
    .map((requests) => [
      code(requests.tags.name ?? ''),
      formatCount(requests.total),
      ...stepValues(run, requests.tags.name ?? ''),
    ]);
  if (rows.length === 0) return '';
  const more = rows.length > MOST_STEPS ? `\n\n… and ${rows.length - MOST_STEPS} more` : '';
  const header = ['Step', 'Requests', 'Failed', 'p50', 'p95', 'p99', 'max'];
  return `### Steps\n\n${table(header, rows.slice(0, MOST_STEPS))}${more}`;
}

function stepValues({ metrics }: Run, name: string): string[] {
  const of = (metric: string) => metrics.find((each) => isStep(each, metric) && each.tags.name === name);
  const failed = of('http_req_failed');
  const duration = of('http_req_duration');
  const share = failed?.type === 'rate' ? showShare(failed.value) : '–';
  if (duration?.type !== 'trend') return [share, '–', '–', '–', '–'];
  const at = (percentile: string) => formatDuration(duration.percentiles[percentile] ?? Number.NaN);
  return [share, at('50'), at('95'), at('99'), formatDuration(duration.max)];
}

function functions(run: Run): string {
  const rows = functionRows(run);
  if (rows.length === 0) return '';
  const perSecond = (value: number | undefined, unit: string) =>
    value === undefined ? '–' : `${showValue(value, unit)}/s`;
  const size = (value: number | undefined) => (value === undefined ? '–' : showValue(value, 'bytes'));
  const time = (value: number | undefined) => (value === undefined ? '–' : formatDuration(value));
  const cells = rows
    .slice(0, MOST_STEPS)
    .map((row) => [
      code(row.name),
      formatCount(row.calls),
      showShare(row.failedShare),
      ...['50', '95', '99'].map((percentile) => time(row.percentiles[percentile])),
      time(row.maxMs),
      perSecond(row.itemsPerSecond, 'count'),
      perSecond(row.bytesPerSecond, 'bytes'),
      size(row.peakBytes),
      size(row.growthBytes),
      time(row.blockedMs),
    ]);
  const more = rows.length > MOST_STEPS ? `\n\n… and ${rows.length - MOST_STEPS} more` : '';
  const header = ['Function', 'Calls', 'Failed', 'p50', 'p95', 'p99', 'max'];
  const others = ['Items', 'Bytes', 'Memory peak', 'Memory growth', 'Blocked'];
  return `### Functions\n\n${table([...header, ...others], cells)}${more}`;
}

function streams(run: Run): string {
  const rows = streamRows(run);
  if (rows.length === 0) return '';
  const time = (value: number | undefined) => (value === undefined ? '–' : formatDuration(value));
  const cells = rows
    .slice(0, MOST_STEPS)
    .map((row) => [
      code(row.name),
      formatCount(row.attempts),
      showShare(row.failedShare),
      formatCount(row.events),
      ...['50', '95', '99'].map((percentile) => time(row.percentiles[percentile])),
      time(row.maxMs),
      ...[row.interrupted, row.reconnects, row.discarded].map((count) => formatCount(count)),
    ]);
  const more = rows.length > MOST_STEPS ? `\n\n… and ${rows.length - MOST_STEPS} more` : '';
  const header = ['Stream', 'Asked for', 'Failed', 'Events', 'p50', 'p95', 'p99', 'max'];
  const troubles = ['Interrupted', 'Reconnects', 'Discarded'];
  return `### Event streams\n\n${table([...header, ...troubles], cells)}${more}`;
}

function checks({ checks: results }: Run): string {
  const failed = results.filter(({ fails }) => fails > 0).sort((a, b) => b.fails - a.fails);
  if (failed.length === 0) return '';
  const rows = failed
    .slice(0, MOST_CHECKS)
    .map(({ name, scenario, passes, fails }) => [code(name), code(scenario), formatCount(fails), formatCount(passes)]);
  const more = failed.length > MOST_CHECKS ? `\n\n… and ${failed.length - MOST_CHECKS} more` : '';
  return `### Failed checks\n\n${table(['Check', 'Scenario', 'Failed', 'Held'], rows)}${more}`;
}

function errors({ errors: list }: Run): string {
  if (list.length === 0) return '';
  const rows = list
    .slice(0, MOST_ERRORS)
    .map(({ kind, name, count, samples }) => [
      code(kind),
      code(name),
      formatCount(count),
      code(samples[0]?.text ?? ''),
    ]);
  const more = list.length > MOST_ERRORS ? `\n\n… and ${showCount(list.length - MOST_ERRORS, 'other kind')}` : '';
  return `### Errors\n\n${table(['Kind', 'Where', 'Count', 'First'], rows)}${more}`;
}

function total({ metrics }: Run, name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}

function isStep({ name, tags }: Metric, metric: string): boolean {
  return name === metric && tags.name !== undefined && Object.keys(tags).length === 1;
}

import type { Finding, Run } from '../model/run.ts';
import { showCount, showShare } from '../model/show-value.ts';
import { formatDuration } from '../model/units.ts';
import { renderSuite } from '../reporters/terminal/suite.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { type Look, paintFor } from '../reporters/terminal/text/paint.ts';
import { finish, joinParts } from '../reporters/terminal/text/phrases.ts';
import { wrapText } from '../reporters/terminal/text/text-width.ts';

/** What came of a run, in a line. */
export function resultLine(run: Run, look: Look): string {
  const paint = paintFor(look.color);
  const symbol = {
    passed: paint.good('✓'),
    failed: paint.bad('✗'),
    aborted: paint.bad('✗'),
    interrupted: paint.warn('!'),
    inconclusive: paint.warn('?'),
  };
  const parts = [cleanText(run.name), run.verdict, formatDuration(run.durationMs), ...figuresOf(run)];
  const line = `${symbol[run.verdict]} ${joinParts(parts, { width: look.columns - 2, paint })}`;
  return `${finish([line], look).join('\n')}\n`;
}

function figuresOf({ metrics, benchmarks, limits }: Run): string[] {
  if (benchmarks !== undefined) return [showCount(benchmarks.length, 'benchmark')];
  const total = (name: string) =>
    metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
  const [requests, failed, time] = [total('http_reqs'), total('http_req_failed'), total('http_req_duration')];
  const kept = limits.filter(({ passed }) => passed === true).length;
  return [
    ...(requests?.type === 'counter' ? [showCount(requests.total, 'request')] : []),
    ...(time?.type === 'trend' && time.percentiles['95'] !== undefined
      ? [`p95 ${formatDuration(time.percentiles['95'])}`]
      : []),
    ...(failed?.type === 'rate' && failed.value > 0 ? [`${showShare(failed.value)} failed`] : []),
    ...(limits.length > 0 ? [`${kept} of ${showCount(limits.length, 'limit')} kept`] : []),
  ];
}

const MOST_FINDINGS = 8;

/** All tests in a table, and what was found in any run that is worth a look. */
export function analysisText(runs: readonly Run[], look: Look): string {
  const paint = paintFor(look.color);
  const tests = runs.filter(({ kind }) => kind !== 'bench');
  const table = tests.length > 0 ? renderSuite(tests, look) : '';
  const found = runs.flatMap((run) => run.findings.filter(isGrave).map((finding) => ({ run, finding })));
  const lines = found.slice(0, MOST_FINDINGS).flatMap(({ run, finding }) => {
    const [first = '', ...rest] = wrapText(`${cleanText(run.name)}: ${cleanText(finding.title)}`, look.columns - 2);
    return [`${paint.warn('!')} ${first}`, ...rest.map((line) => `  ${line}`)];
  });
  const more = found.length > MOST_FINDINGS ? [paint.dim(`and ${found.length - MOST_FINDINGS} more findings`)] : [];
  const findings = lines.length === 0 ? '' : `${finish([...lines, ...more], look).join('\n')}\n`;
  return [table, findings].filter((part) => part !== '').join('\n');
}

function isGrave({ severity }: Finding): boolean {
  return severity === 'major' || severity === 'critical';
}

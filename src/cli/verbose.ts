import type { Plan } from '../model/plan.ts';
import type { Metric, Run } from '../model/run.ts';
import { formatCount, formatDuration } from '../model/units.ts';
import { maskUrl } from '../protocols/http/url.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';

const SAMPLES = 3;

/** What was decided before a run. */
export function planLines(plan: Plan): string[] {
  const streams = plan.streams.map(({ name, load, startMs, gracefulStopMs, mix }) => {
    const scenarios = mix.map(({ scenario, weight }) => `${plan.scenarios[scenario]?.name} (weight ${weight})`);
    return `stream ${name}: ${load.model} from ${formatDuration(startMs)}, graceful stop ${formatDuration(gracefulStopMs)}, ${scenarios.join(', ')}`;
  });
  const [http] = plan.scenarios.map((scenario) => scenario.http);
  const settings =
    http === undefined
      ? []
      : [
          `timeouts: request ${formatDuration(http.timeoutMs)}, connect ${formatDuration(http.connectTimeoutMs)}, × ${plan.timeoutMultiplier}`,
          `connections: ${http.connections === undefined ? `per ${http.reuse}` : `a pool of ${http.connections}`}, redirects up to ${http.maxRedirects}`,
        ];
  const lines = [
    `test ${plan.name} from ${plan.source}, seed ${plan.seed}`,
    `target ${maskUrl(plan.target ?? 'none')}, hosts allowed: ${plan.allowHosts.join(', ') || 'none'}`,
    ...streams,
    ...settings,
    ...plan.limits.map(({ rule, abort }) => `limit ${rule.text}${abort ? ' (aborts)' : ''}`),
    ...(plan.code === undefined ? [] : [`code ${plan.code.file}, sha256 ${plan.code.sha256.slice(0, 12)}`]),
  ];
  return lines.map((line) => `plimsoll: ${cleanText(line, 500)}`);
}

/** What happened in a run: events, connections, and the first failures of each kind as they came. */
export function runLines(run: Run): string[] {
  const connections = run.metrics.flatMap(connectionLine);
  const events = run.events.map(({ atMs, kind, text }) => `${formatDuration(atMs)} ${kind}: ${text}`);
  const failures = run.errors.flatMap(({ kind, name, count, samples }) => [
    `${formatCount(count)} × ${kind} at ${name}`,
    ...samples
      .slice(0, SAMPLES)
      .flatMap(({ atMs, text, request, response }) => [
        `  after ${formatDuration(atMs)}: ${text}`,
        ...excerpt('>', request),
        ...excerpt('<', response),
      ]),
  ]);
  const lines = [`workers ${run.test.workers}`, ...events, ...connections, ...failures];
  return lines.map((line) => `plimsoll: ${cleanText(line, 2000)}`);
}

function connectionLine(metric: Metric): string[] {
  if (!metric.name.startsWith('connections_') || Object.keys(metric.tags).length > 0) return [];
  const name = metric.name.replaceAll('_', ' ');
  return metric.type === 'counter' ? [`${name}: ${formatCount(metric.total)}`] : [];
}

function excerpt(mark: string, text: string | undefined): string[] {
  return text === undefined
    ? []
    : text
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => `    ${mark} ${line}`);
}

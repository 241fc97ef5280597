import type { Plan, PlannedAgainst } from '../model/plan.ts';
import { formatBytes, formatCount, formatDuration } from '../model/units.ts';
import type { Advice } from '../plan/advice/advice.ts';
import { sliceMsOf } from '../plan/against/slice-length.ts';
import { curvePoints } from '../plan/curve-points.ts';
import type { Estimate, Forecast } from '../plan/forecast.ts';
import { maskUrl } from '../protocols/http/url.ts';
import { type PlanText, renderAdvice, renderPlan } from '../reporters/terminal/plan-text.ts';
import { collected } from './collected.ts';
import type { CommandInput } from './command.ts';
import type { checkOptions } from './options/tables.ts';
import { planFile } from './plan-file.ts';
import { lookOf } from './terminal.ts';

const POINTS = 241;

/** `plimsoll check FILE…`: what is wrong with tests, what could be better, and what they would do. */
export async function check({
  arguments: files,
  options,
  terminal,
}: CommandInput<typeof checkOptions>): Promise<number> {
  const look = lookOf(terminal.stdout, terminal.env);
  const prepared = await collected(files, (file) => planFile(file, options, terminal));
  for (const [index, { plan, advice, forecast }] of prepared.entries()) {
    const text = renderPlan(planText(plan, forecast), look);
    const advised = renderAdvice(
      advice.map((each) => ({ ...each, ...ranked(each), file: plan.source })),
      look,
    );
    terminal.stdout.write(`${index === 0 ? '' : '\n'}${text}\n${advised === '' ? 'Nothing to advise.\n' : advised}`);
  }
  return 0;
}

/** As findings are ranked. */
function ranked({ severity }: Advice): { readonly severity: 'major' | 'minor' } {
  return { severity: severity === 'warning' ? 'major' : 'minor' };
}

function planText(plan: Plan, forecast: Forecast): PlanText {
  return {
    name: plan.name,
    ...(plan.target === undefined ? {} : { target: maskUrl(plan.target) }),
    figures: figures(plan, forecast),
    curves: curves(plan),
  };
}

function figures(
  plan: Plan,
  { durationMs, iterations, requests, bytesSent, peakUsers, peakRate }: Forecast,
): PlanText['figures'] {
  const lasts = Number.isFinite(durationMs) ? formatDuration(durationMs) : 'as long as it takes';
  return [
    { label: 'duration', value: lasts },
    ...(plan.against === undefined ? [] : [{ label: 'against', value: againstText(plan, plan.against, durationMs) }]),
    { label: 'scenarios', value: plan.scenarios.map(({ name }) => name).join(', ') },
    { label: 'iterations', value: shown(iterations, formatCount) },
    { label: 'requests', value: shown(requests, formatCount) },
    { label: 'bytes sent', value: bytesSent === undefined ? 'as the script has it' : shown(bytesSent, formatBytes) },
    ...(peakUsers > 0 ? [{ label: 'users at most', value: formatCount(peakUsers) }] : []),
    ...(peakRate > 0 ? [{ label: 'arrivals at most', value: `${formatCount(peakRate)}/s` }] : []),
    ...plan.limits.map(({ rule }, index) => ({ label: index === 0 ? 'limits' : '', value: rule.text })),
    { label: 'seed', value: String(plan.seed) },
  ];
}

function againstText(plan: Plan, { url }: PlannedAgainst, durationMs: number): string {
  const turns = Number.isFinite(durationMs) ? `, in turns of ${formatDuration(sliceMsOf(plan, durationMs))}` : '';
  return `${maskUrl(url)}${turns}`;
}

function shown({ value, is }: Estimate, format: (value: number) => string): string {
  const sign = { exact: '', estimate: '≈ ', least: '≥ ' }[is];
  return `${sign}${format(Math.round(value))}`;
}

function curves(plan: Plan): PlanText['curves'] {
  const { timesMs, users, rate } = curvePoints(plan, POINTS);
  const points = (values: readonly number[]) => values.map((value, index) => ({ atMs: timesMs[index] ?? 0, value }));
  return [
    ...(users.length > 0 ? [{ label: 'users', unit: 'users', points: points(users) }] : []),
    ...(rate.length > 0 ? [{ label: 'arrivals', unit: '/s', points: points(rate) }] : []),
  ];
}

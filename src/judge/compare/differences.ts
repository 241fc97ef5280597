import type { Environment, LoadSummary } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';
import { formatBytes } from '../../model/units.ts';
import type { MeasuredRun } from './measured-run.ts';

/** What of two runs is not the same, beside what was measured. */
export interface Differences {
  /** Of the machines: figures of different ones tell nothing of the code. */
  readonly environment: readonly string[];
  /** Of the load asked for: figures follow from it. */
  readonly load: readonly string[];
  /** Of what the test does: totals follow from it, figures of a step don't. */
  readonly test: readonly string[];
  /** Of the code and what it hangs on: what comparisons are made for. */
  readonly code: readonly string[];
}

export function differencesOf(before: MeasuredRun, after: MeasuredRun): Differences {
  return {
    environment: [...machines(before.environment, after.environment), ...targets(before, after)],
    load: after.kind === before.kind ? loads(before, after) : [`kind ${before.kind} then, ${after.kind} now`],
    test: tests(before, after),
    code: codes(before, after),
  };
}

export function linesOf({ environment, load, test, code }: Differences): string[] {
  return [...environment, ...load, ...test, ...code];
}

type Shown = string | number | undefined;

/** What one of the two does not know is no difference. */
function differ(what: string, before: Shown, after: Shown): string[] {
  if (before === undefined || after === undefined || before === after) return [];
  if ([before, after].some((shown) => shown === '' || shown === 0)) return [];
  return [`${what} ${before} then, ${after} now`];
}

function machines(before: Environment, after: Environment): string[] {
  // Where not even Node is known, nothing of it is.
  const flags = ({ flags: given, node }: Environment) => (node === '' ? undefined : given?.join(' '));
  const [was, is] = [flags(before), flags(after)];
  return [
    ...differ('CPU', before.cpu, after.cpu),
    ...differ('cores', before.cores, after.cores),
    ...memories(before.memoryBytes, after.memoryBytes),
    ...differ('Node', before.node, after.node),
    ...differ('OS', before.os, after.os),
    // Without any it runs on the machine itself, if the run says what it ran on at all.
    ...(isUnknown(before) || isUnknown(after)
      ? []
      : differ('container', before.container ?? 'none', after.container ?? 'none')),
    ...(was === undefined || is === undefined ? [] : differ('Node flags', was || 'none', is || 'none')),
  ];
}

/** As results of other tools are, which say nothing of the machine. */
function isUnknown({ os, cpu, cores }: Environment): boolean {
  return os === '' || (cpu === '' && cores === 0);
}

const SAME_MEMORY = 0.1;

/** A little more or less is the kernel's. */
function memories(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined || after === undefined || before === 0 || after === 0) return [];
  if (Math.abs(after - before) <= SAME_MEMORY * Math.max(before, after)) return [];
  return differ('memory', formatBytes(before), formatBytes(after));
}

/** Ports of this machine are as they happen to be. */
function targets(before: MeasuredRun, after: MeasuredRun): string[] {
  const [was, is] = [hostOf(before.test.target), hostOf(after.test.target)];
  return was === is ? [] : differ('target', before.test.target, after.test.target);
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function hostOf(target: string | undefined): string | undefined {
  if (target === undefined || !URL.canParse(target)) return target;
  const { hostname, host } = new URL(target);
  return LOOPBACK.test(hostname) ? 'localhost' : host;
}

function loads(before: MeasuredRun, after: MeasuredRun): string[] {
  if (before.test.load.length === 0 || after.test.load.length === 0) return [];
  if (after.kind === 'capacity') return [];
  const [was, is] = [before.test.load.map(shapeOf).join(', '), after.test.load.map(shapeOf).join(', ')];
  return [
    ...differ('load', was, is),
    ...(was === is ? differ('workers of the generator', before.test.workers, after.test.workers) : []),
  ];
}

const UNITS = { users: 'users', arrivals: 'arrivals/s', iterations: 'iterations' } as const;

/** How much load, in which order; a constant one is the same however long it lasts. */
function shapeOf({ name, model, curve, users }: LoadSummary): string {
  if (model === 'iterations') return `${name} ${showCount(users ?? 1, 'user')}`;
  const total = curve.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const isConstant = curve.every(
    ({ fromValue, toValue }) => fromValue === toValue && fromValue === curve[0]?.fromValue,
  );
  if (isConstant) return `${name} ${curve[0]?.fromValue ?? 0} ${UNITS[model]}`;
  const parts = curve.map(({ fromValue, toValue, durationMs }) => {
    const share = Math.round((100 * durationMs) / total);
    return `${fromValue === toValue ? toValue : `${fromValue}→${toValue}`} for ${share}%`;
  });
  return `${name} ${parts.join(', ')} ${UNITS[model]}`;
}

function tests(before: MeasuredRun, after: MeasuredRun): string[] {
  const [was, is] = [before.test.scenarios, after.test.scenarios];
  const apart = [
    ...is.filter((name) => !was.includes(name)).map((name) => `scenario ${name} is new`),
    ...was.filter((name) => !is.includes(name)).map((name) => `scenario ${name} is gone`),
  ];
  return [...(was.length === 0 || is.length === 0 ? [] : apart), ...steps(before, after)];
}

function steps(before: MeasuredRun, after: MeasuredRun): string[] {
  const [was, is] = [stepsOf(before), stepsOf(after)];
  if (was.size === 0 || is.size === 0) return [];
  return [
    ...[...is].filter((name) => !was.has(name)).map((name) => `step ${name} is new`),
    ...[...was].filter((name) => !is.has(name)).map((name) => `step ${name} is gone`),
  ];
}

const OF_STEPS = new Set(['http_req_duration', 'function_duration']);

function stepsOf({ metrics }: MeasuredRun): Set<string> {
  return new Set(
    metrics.flatMap(({ name, tags, type }) =>
      type === 'trend' && OF_STEPS.has(name) && tags.name !== undefined && Object.keys(tags).length === 1
        ? [tags.name]
        : [],
    ),
  );
}

function codes(before: MeasuredRun, after: MeasuredRun): string[] {
  const [was, is] = [before.environment, after.environment];
  const isOther = was.lock?.file === is.lock?.file && differ('', was.lock?.hash, is.lock?.hash).length > 0;
  return [...differ('name', before.name, after.name), ...(isOther ? [`other dependencies (${is.lock?.file})`] : [])];
}

import type { Level, Metric, Run, Scaling } from '../../../src/model/run.ts';
import type { Brush, ScatterSpec } from '../../charts/specs.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { showLoad } from '../headline.ts';
import { limitLines } from './limit-lines.ts';

/** Stands for no upper end in a run, since JSON has no infinity. */
const UNBOUNDED = 1e300;

const SUBJECTS = [
  { count: 'http_reqs', failed: 'http_req_failed', time: 'http_req_duration', noun: 'requests' },
  { count: 'function_calls', failed: 'function_failed', time: 'function_duration', noun: 'calls' },
  { count: 'iterations', failed: 'iterations_failed', time: 'iteration_duration', noun: 'iterations' },
] as const;

/** What levels are counted, timed and failed by. */
export function levelSubject({ metrics, levels = [] }: Pick<Run, 'metrics' | 'levels'>) {
  const isIn = (name: string) => totalOf(levels[0]?.metrics ?? metrics, name) !== undefined;
  return SUBJECTS.find(({ count }) => isIn(count)) ?? SUBJECTS[0];
}

export function totalOf(metrics: readonly Metric[], name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
}

/** Throughput at each level of load, with the law that was fitted, its knee and its peak. */
export function scalingChart({ scaling, levels = [] }: Pick<Run, 'scaling' | 'levels'>): ScatterSpec | undefined {
  if (scaling === undefined || scaling.points.length === 0) return undefined;
  const { points, knee, peak } = scaling;
  const unit = cleanText(levels[0]?.unit ?? 'users', 40);
  const sorted = [...points].sort((a, b) => a.load - b.load);
  return {
    id: 'scaling',
    title: 'Throughput against load',
    x: { label: unit, unit: 'count' },
    y: { label: 'throughput', unit: 'items/s' },
    groups: [
      {
        label: 'measured',
        brush: 'series-1',
        points: sorted.map(({ load, throughput }) => ({ x: load, y: throughput, label: showLoad(load, unit) })),
      },
      { label: `fitted: ${lawName(scaling.law)}`, brush: 'series-2', isLine: true, points: lawPoints(scaling, sorted) },
      {
        label: 'as the first level',
        brush: 'dim',
        isLine: true,
        points: proportion(sorted),
      },
    ],
    marks: [
      ...(knee === null || !isBounded(knee.value) ? [] : [{ x: knee.value, label: 'knee' }]),
      ...(peak === null || !isBounded(peak.load.value) ? [] : [{ x: peak.load.value, label: 'peak' }]),
    ].filter(({ x }) => x <= 2 * (sorted.at(-1)?.load ?? 0)),
    description: `Throughput at ${points.length} levels of load, with ${lawName(scaling.law)} fitted to it.`,
  };
}

export function lawName(law: Scaling['law']): string {
  return { linear: 'in proportion', amdahl: "Amdahl's law", usl: 'Universal Scalability Law' }[law] ?? law;
}

export function isBounded(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) < UNBOUNDED;
}

const CURVE_POINTS = 60;

/** λN / (1 + σ(N − 1) + κN(N − 1)), of which Amdahl's law and the line in proportion are cases (Gunther 2007). */
function lawPoints({ lambda, sigma, kappa }: Scaling, sorted: Scaling['points']): { x: number; y: number }[] {
  const most = sorted.at(-1)?.load ?? 0;
  const known = [lambda, sigma, kappa].every(({ value }) => Number.isFinite(value));
  if (!known || most <= 0) return sorted.map(({ load, fitted }) => ({ x: load, y: fitted }));
  return Array.from({ length: CURVE_POINTS + 1 }, (_, at) => {
    const n = (most * at) / CURVE_POINTS;
    return { x: n, y: (lambda.value * n) / (1 + sigma.value * (n - 1) + kappa.value * n * (n - 1)) };
  }).filter(({ y }) => Number.isFinite(y) && y >= 0);
}

/** As far as the highest throughput measured, so that it doesn't flatten the rest. */
function proportion(sorted: Scaling['points']): { x: number; y: number }[] {
  const [first] = sorted;
  if (first === undefined || first.load <= 0) return [];
  const slope = first.throughput / first.load;
  const most = 1.15 * Math.max(...sorted.map(({ throughput }) => throughput));
  const end = Math.min(sorted.at(-1)?.load ?? 0, slope > 0 ? most / slope : 0);
  return [
    { x: 0, y: 0 },
    { x: end, y: slope * end },
  ];
}

const GROUPS: readonly { readonly decided: Level['decided']; readonly label: string; readonly brush: Brush }[] = [
  { decided: 'within', label: 'within all limits', brush: 'good' },
  { decided: 'crossed', label: 'a limit crossed', brush: 'bad' },
  { decided: 'unclear', label: 'unclear', brush: 'warn' },
  { decided: undefined, label: 'measured', brush: 'series-1' },
];

/** Latency at each level of load, with the load line. */
export function levelChart(run: Run): ScatterSpec | undefined {
  const { levels = [], loadLine } = run;
  if (levels.length < 2) return undefined;
  const subject = levelSubject(run);
  const unit = levels[0]?.unit ?? '';
  const groups = GROUPS.map(({ decided, label, brush }) => ({
    label,
    brush,
    points: levels
      .filter((level) => level.decided === decided)
      .flatMap(({ load, name, metrics }) => {
        const time = totalOf(metrics, subject.time);
        const y = time?.type === 'trend' ? time.percentiles['95'] : undefined;
        return y === undefined ? [] : [{ x: load, y, label: cleanText(name, 60) }];
      }),
  })).filter(({ points }) => points.length > 0);
  if (groups.length === 0) return undefined;
  return {
    id: 'levels-latency',
    title: 'Latency p95 at each level of load',
    x: { label: cleanText(unit, 40), unit: 'count' },
    y: { label: 'p95', unit: 'ms' },
    groups,
    marks:
      loadLine === undefined
        ? []
        : [
            { x: loadLine.value, label: 'load line' },
            ...(loadLine.expected === undefined ? [] : [{ x: loadLine.expected, label: 'expected' }]),
          ],
    limits: limitLines([...run.limits, ...levels.flatMap(({ limits = [] }) => limits)], {
      metric: subject.time,
      tags: {},
      kinds: ['percentile'],
    }).filter(({ label }) => label.startsWith('p95')),
    description: 'The 95th percentile of latency at each level of load that was held.',
  };
}

import type { Run, Scaling } from '../../../src/model/run.ts';
import type { RunIndex } from '../../../src/model/run-index.ts';
import type { ScatterSpec } from '../../charts/specs.ts';
import { type Focus, tagsOf } from '../focus.ts';
import { gridOf, valuesOn } from './grid.ts';
import { isBounded } from './level-charts.ts';

const SUBJECTS = [
  { count: 'http_reqs', time: 'http_req_duration', noun: 'requests' },
  { count: 'function_calls', time: 'function_duration', noun: 'calls' },
] as const;
const FEWEST = 3;

/** Latency against throughput, a point for each step of time: where it rises without more coming through is the knee. */
export function throughputScatter(index: RunIndex, focus?: Focus): ScatterSpec | undefined {
  const tags = tagsOf(focus);
  for (const { count, time, noun } of SUBJECTS) {
    const [counted, timed] = [index.series(count, tags), index.series(time, tags)];
    const grid = gridOf([counted, timed]);
    if (grid === undefined || counted === undefined || timed === undefined) continue;
    const rates = valuesOn(grid, counted, 'perSecond');
    const group = (field: 'p50' | 'p95') =>
      valuesOn(grid, timed, field).flatMap((y, step) => {
        const [x, atMs] = [rates[step] ?? null, grid.timesMs[step]];
        return y === null || x === null || x === 0 || atMs === undefined ? [] : [{ x, y, atMs }];
      });
    const [p50, p95] = [group('p50'), group('p95')];
    if (p95.length < FEWEST) return undefined;
    return {
      id: 'latency-throughput',
      title: 'Latency against throughput',
      x: { label: `${noun} a second`, unit: 'items/s' },
      y: { label: 'latency', unit: 'ms' },
      groups: [
        { label: 'p95 of a second', brush: 'series-3', points: p95 },
        { label: 'p50 of a second', brush: 'series-1', points: p50 },
      ],
      marks: focus === undefined ? kneeOf(index.run) : [],
      description: `Latency of each step of time against the ${noun} a second that came through in it.`,
    };
  }
  return undefined;
}

/** The throughput at the knee that judging found, else at that of the law fitted. */
function kneeOf({ findings, scaling }: Run): { x: number; label: string }[] {
  const found = findings.find(({ kind }) => kind === 'knee')?.evidence.throughput;
  const x = typeof found === 'number' ? found : scaling === undefined ? undefined : throughputAtKnee(scaling);
  return x === undefined || !isBounded(x) || x <= 0 ? [] : [{ x, label: 'knee' }];
}

/** Between the two levels that the knee lies between. */
function throughputAtKnee({ knee, points }: Scaling): number | undefined {
  if (knee === null || !isBounded(knee.value)) return undefined;
  const sorted = [...points].sort((a, b) => a.load - b.load);
  const above = sorted.findIndex(({ load }) => load >= knee.value);
  const [before, after] = [sorted[above - 1], sorted[above]];
  if (before === undefined || after === undefined) return undefined;
  const share = (knee.value - before.load) / (after.load - before.load);
  return before.fitted + share * (after.fitted - before.fitted);
}

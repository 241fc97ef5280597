import type { Verdict } from '../../src/model/run.ts';
import type { PlotPoint } from './trend-plot.ts';

const TONES: Readonly<Record<Verdict, string>> = {
  passed: 'brush-series-1',
  failed: 'brush-bad',
  inconclusive: 'brush-warn',
  aborted: 'brush-bad',
  interrupted: 'brush-warn',
};

interface PointMarkProps {
  readonly place: PlotPoint;
  readonly verdict: Verdict | undefined;
  readonly radius: number;
}

/** A value by its run's verdict, in shape and colour: a circle where it passed, a square where it failed, else a rhomb. Outliers are hollow. */
export function PointMark({ place, verdict = 'passed', radius }: PointMarkProps) {
  const { x, y, isOutlier, beyond } = place;
  const shape = isOutlier ? 'trend-point-hollow' : 'trend-point-full';
  const look = `trend-point ${shape} ${TONES[verdict] ?? 'brush-dim'}`;
  const r = radius;
  if (beyond !== undefined) {
    const up = beyond === 'above' ? 1 : -1;
    return <path class={look} d={`M${x} ${y - up * r}l${r * 1.2} ${up * r * 2}h${-r * 2.4}z`} />;
  }
  if (verdict === 'failed' || verdict === 'aborted') {
    return <rect class={look} x={x - r} y={y - r} width={2 * r} height={2 * r} />;
  }
  if (verdict === 'inconclusive' || verdict === 'interrupted') {
    const d = r * 1.3;
    return <path class={look} d={`M${x} ${y - d}l${d} ${d}l${-d} ${d}l${-d} ${-d}z`} />;
  }
  return <circle class={look} cx={x} cy={y} r={r} />;
}

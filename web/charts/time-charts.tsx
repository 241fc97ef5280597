import { useLayoutEffect } from 'preact/hooks';
import { secondUnit } from './plot-lines.ts';
import { useShared } from './shared-value.ts';
import type { TimeChartSpec, TimeFrame } from './specs.ts';
import { type TimeAxis, WithTimeAxis } from './time-axis.tsx';
import { TimeChart } from './time-chart.tsx';
import { showTime } from './time-ticks.ts';

export interface TimeChartsProps {
  readonly specs: readonly TimeChartSpec[];
  readonly frame: TimeFrame;
  /** Of each plot, in CSS pixels. */
  readonly height?: number;
  readonly columns?: 1 | 2;
}

/** Charts over one time axis: a zoom, a cursor or a selection in one is one in all, also in others under the same provider. */
export function TimeCharts({ specs, frame, height = 180, columns = 1 }: TimeChartsProps) {
  return <WithTimeAxis>{(axis) => <ChartsOnAxis {...{ specs, frame, height, columns, axis }} />}</WithTimeAxis>;
}

interface OnAxisProps extends Required<TimeChartsProps> {
  readonly axis: TimeAxis;
}

function ChartsOnAxis({ specs, frame, height, columns, axis }: OnAxisProps) {
  const needsRightAxis = specs.some((spec) => secondUnit(spec) !== undefined);
  useLayoutEffect(() => {
    if (needsRightAxis) axis.hasRightAxis.set(true);
  }, [axis, needsRightAxis]);
  const hasRightAxis = useShared(axis.hasRightAxis) || needsRightAxis;
  return (
    <div class={columns === 2 ? 'time-charts time-charts-two' : 'time-charts'}>
      {specs.map((spec, index) => (
        <TimeChart
          key={spec.id}
          spec={spec}
          frame={frame}
          axis={axis}
          height={height}
          hasRightAxis={hasRightAxis}
          isFirst={index < columns}
        />
      ))}
      <FrameInWords frame={frame} />
    </div>
  );
}

/** Phases and events for those who cannot see them drawn. */
function FrameInWords({ frame }: { readonly frame: TimeFrame }) {
  if (frame.phases.length + frame.events.length === 0) return null;
  return (
    <ul class="chart-hidden" aria-label="Phases and events">
      {frame.phases.map(({ name, startMs, endMs, isRamp }) => (
        <li key={`${name} ${startMs}`}>
          {name}
          {isRamp ? ' (ramp)' : ''}: {showTime(startMs)} to {showTime(endMs)}
        </li>
      ))}
      {frame.events.map(({ atMs, kind, text }, index) => (
        <li key={`${index} ${atMs}`}>
          {showTime(atMs)} {kind}: {text}
        </li>
      ))}
    </ul>
  );
}

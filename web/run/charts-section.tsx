import { useMemo } from 'preact/hooks';
import { TimeCharts } from '../charts/time-charts.tsx';
import { Empty } from '../parts/empty.tsx';
import { Section } from '../parts/section.tsx';
import { allCharts } from './chart-specs/all-charts.ts';
import { FocusBar } from './focus-bar.tsx';
import type { SectionProps } from './section-props.ts';

/** Everything that was measured over time, under one cursor. */
export function ChartsSection({ index, frame, focus, onFocus, idPrefix }: SectionProps) {
  const groups = useMemo(() => allCharts(index, focus), [index, focus]);
  return (
    <Section
      id={`${idPrefix}charts`}
      title={focus === undefined ? 'Over time' : `Over time: one ${focus.noun}`}
      note={
        groups.length > 0 && (
          <span class="needs-script">
            Drag to zoom into all charts at once; double-click, or press Home, to see all of the time again.
          </span>
        )
      }
    >
      <FocusBar focus={focus} onFocus={onFocus} />
      {groups.length === 0 && (
        <Empty>
          {focus === undefined
            ? 'This run holds no values over time.'
            : `No values over time are kept of this ${focus.noun}.`}
        </Empty>
      )}
      <div class="stack">
        {groups.map(({ id, title, specs }) => (
          <div key={id} class="charts-group">
            {title !== '' && <h3>{title}</h3>}
            <TimeCharts specs={specs} frame={frame} columns={2} />
          </div>
        ))}
      </div>
    </Section>
  );
}

import { useMemo } from 'preact/hooks';
import type { RunIndex } from '../../src/model/run-index.ts';
import { showShare } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { Bar } from '../parts/bar.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { Section } from '../parts/section.tsx';
import { statusBrushes } from './chart-specs/status-brushes.ts';
import type { SectionProps } from './section-props.ts';

const MOST = 20;

/** How many answers had which status. */
export function StatusSection({ index, idPrefix }: SectionProps) {
  const counts = useMemo(() => statusCounts(index), [index]);
  const sum = counts.reduce((total, { count }) => total + count, 0);
  const brushOf = statusBrushes(counts.map(({ label }) => label));
  const shown = counts.slice(0, MOST);
  const label = shown.map((each) => `${each.label}: ${showShare(each.count / sum)}`).join(', ');
  return (
    <Section id={`${idPrefix}statuses`} title="Status codes">
      <div class="card">
        <Bar
          parts={shown.map((each) => ({ share: each.count / sum, brush: brushOf(each.label), label: each.label }))}
          label={label}
        />
        <ul class="status-list">
          {shown.map((each) => (
            <li key={each.label} class={`brush-${brushOf(each.label)}`}>
              <span class="status-swatch" aria-hidden="true" />
              <strong>{each.label}</strong> {formatCount(each.count)}{' '}
              <span class="quiet">({showShare(each.count / sum)})</span>
            </li>
          ))}
          {counts.length > MOST && <li class="quiet">and {counts.length - MOST} more</li>}
        </ul>
      </div>
    </Section>
  );
}

function statusCounts(index: RunIndex): { label: string; count: number }[] {
  return index
    .valuesOf('http_reqs', 'status')
    .flatMap(({ value, metric }) =>
      metric.type === 'counter' && metric.total > 0
        ? [{ label: value === '0' ? 'no answer' : cleanText(value, 30), count: metric.total }]
        : [],
    )
    .sort((a, b) => b.count - a.count);
}

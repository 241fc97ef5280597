import { useMemo } from 'preact/hooks';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { Bar } from '../parts/bar.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Section } from '../parts/section.tsx';
import type { SectionProps } from './section-props.ts';
import { type TimingRow, timingRows } from './timing-rows.ts';

const COLUMNS: readonly Column<TimingRow>[] = [
  {
    id: 'phase',
    title: 'Phase',
    cell: ({ phase, brush, note }) => (
      <span class={`timing-phase brush-${brush}`}>
        <span class="status-swatch" aria-hidden="true" /> {phase} <span class="quiet">{note}</span>
      </span>
    ),
  },
  ...(['p50', 'mean', 'p95', 'max'] as const).map(
    (id): Column<TimingRow> => ({
      id,
      title: id,
      align: 'right',
      isMinor: id === 'mean',
      sortBy: (row) => row[id],
      cell: (row) => showValue(row[id], 'ms'),
    }),
  ),
  {
    id: 'share',
    title: 'Of all time',
    align: 'right',
    sortBy: ({ share }) => share,
    cell: ({ share }) => (share === null ? '–' : showShare(share)),
  },
];

/** What the time of requests goes to, from waiting for a connection to the last byte. */
export function TimingsSection({ index, idPrefix }: SectionProps) {
  const rows = useMemo(() => timingRows(index), [index]);
  return (
    <Section id={`${idPrefix}timings`} title="Where a request’s time goes">
      <div class="stack">
        <div class="card timing-bars">
          <Stacked rows={rows} field="p50" title="Medians" />
          <Stacked rows={rows} field="p95" title="95th percentiles" />
        </div>
        <DataTable label="Phases of requests" columns={COLUMNS} rows={rows} keyOf={({ phase }) => phase} />
      </div>
    </Section>
  );
}

interface StackedProps {
  readonly rows: readonly TimingRow[];
  readonly field: 'p50' | 'p95';
  readonly title: string;
}

/** What connecting takes is within what blocks, so that only what is left of that is drawn beside it. */
function Stacked({ rows, field, title }: StackedProps) {
  const setup = rows.reduce((sum, row) => sum + (row.share === null ? row[field] : 0), 0);
  const drawn = rows.map((row) => ({
    ...row,
    ms: row.phase === 'blocked' ? Math.max(0, row[field] - setup) : row[field],
  }));
  const sum = drawn.reduce((total, { ms }) => total + ms, 0);
  const label = drawn.map(({ phase, ms }) => `${phase} ${showValue(ms, 'ms')}`).join(', ');
  return (
    <div class="timing-bar">
      <span class="timing-bar-title">{title}</span>
      <Bar
        parts={drawn.map(({ phase, ms, brush }) => ({
          share: sum > 0 ? ms / sum : 0,
          brush,
          label: `${phase} ${showValue(ms, 'ms')}`,
        }))}
        label={`${title}: ${label}`}
      />
      <span class="timing-bar-sum">{showValue(sum, 'ms')}</span>
    </div>
  );
}

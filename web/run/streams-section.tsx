import { useMemo } from 'preact/hooks';
import { Sparkline } from '../charts/sparkline.tsx';
import type { Column } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { FocusTable } from './focus-table.tsx';
import { showKnown } from './headline.ts';
import type { SectionProps } from './section-props.ts';
import { countColumn, failedColumn, isDrawn, timeColumns } from './step-columns.tsx';
import { type StreamRow, streamRows } from './step-rows.ts';

const COLUMNS: readonly Column<StreamRow>[] = [
  { id: 'name', title: 'Stream', sortBy: ({ name }) => name, cell: ({ name }) => <Name text={name} /> },
  countColumn('attempts', 'Asked for', ({ attempts }) => attempts),
  failedColumn(),
  { ...countColumn<StreamRow>('most', 'Open at most', ({ most }) => most), isMinor: true },
  countColumn('events', 'Events', ({ events }) => events),
  {
    id: 'rate',
    title: 'Rate',
    align: 'right',
    isMinor: true,
    sortBy: ({ perSecond }) => perSecond,
    cell: ({ perSecond }) => showKnown(perSecond, 'items/s'),
  },
  ...timeColumns<StreamRow>(['p50', 'p95', 'p99', 'max']),
  { ...countColumn<StreamRow>('interrupted', 'Interrupted', ({ interrupted }) => interrupted), isMinor: true },
  { ...countColumn<StreamRow>('reconnects', 'Reconnects', ({ reconnects }) => reconnects), isMinor: true },
  { ...countColumn<StreamRow>('discarded', 'Discarded', ({ discarded }) => discarded), isMinor: true },
  {
    id: 'rates',
    title: 'Rate over time',
    isMinor: true,
    cell: ({ rates }) =>
      isDrawn(rates) && <Sparkline values={rates} label="events a second over time" width={90} height={22} />,
  },
];

/** The event streams: a row for each name. */
export function StreamsSection(section: SectionProps) {
  const { index, idPrefix } = section;
  const rows = useMemo(() => streamRows(index), [index]);
  return (
    <Section id={`${idPrefix}streams`} title="Event streams" note="Times are those from sent to received.">
      <FocusTable label="Event streams" columns={COLUMNS} rows={rows} tag="name" noun="stream" section={section} />
    </Section>
  );
}

import { useMemo } from 'preact/hooks';
import { Sparkline } from '../charts/sparkline.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { FocusBar } from './focus-bar.tsx';
import { showKnown } from './headline.ts';
import type { SectionProps } from './section-props.ts';
import { countColumn, failedColumn, isDrawn } from './step-columns.tsx';
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
  ...(['p50', 'p95', 'p99', 'max'] as const).map(
    (id): Column<StreamRow> => ({
      id,
      title: id,
      align: 'right',
      isMinor: id !== 'p95',
      sortBy: (row) => row[id],
      cell: (row) => showKnown(row[id], 'ms'),
    }),
  ),
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
export function StreamsSection({ index, focus, onFocus, idPrefix }: SectionProps) {
  const rows = useMemo(() => streamRows(index), [index]);
  return (
    <Section id={`${idPrefix}streams`} title="Event streams" note="Times are those from sent to received.">
      <FocusBar focus={focus?.noun === 'stream' ? focus : undefined} onFocus={onFocus} chartsId={`${idPrefix}charts`} />
      <DataTable
        label="Event streams"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ name }) => name}
        filter={({ name }) => name}
        most={30}
        onChoose={({ name }) => onFocus({ tag: 'name', value: name, noun: 'stream' })}
        chosen={focus?.noun === 'stream' ? focus.value : undefined}
      />
    </Section>
  );
}

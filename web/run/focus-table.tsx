import type { Column, TableSort } from '../parts/data-table.tsx';
import { DataTable } from '../parts/data-table.tsx';
import type { Focus } from './focus.ts';
import { FocusBar } from './focus-bar.tsx';
import type { SectionProps } from './section-props.ts';

interface FocusTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly tag: Focus['tag'];
  readonly noun: string;
  readonly section: Pick<SectionProps, 'focus' | 'onFocus' | 'idPrefix'>;
  readonly initialSort?: TableSort;
}

const MOST_ROWS = 30;

const nameOf = ({ name }: { readonly name: string }) => name;

/** Rows by name; choosing one shows its charts alone. */
export function FocusTable<Row extends { readonly name: string }>(props: FocusTableProps<Row>) {
  const { label, columns, rows, tag, noun, section, initialSort } = props;
  const { focus, onFocus, idPrefix } = section;
  const chosen = focus?.noun === noun ? focus : undefined;
  return (
    <>
      <FocusBar focus={chosen} onFocus={onFocus} chartsId={`${idPrefix}charts`} />
      <DataTable
        label={label}
        columns={columns}
        rows={rows}
        keyOf={nameOf}
        filter={nameOf}
        most={MOST_ROWS}
        onChoose={({ name }) => onFocus({ tag, value: name, noun })}
        chosen={chosen?.value}
        {...(initialSort === undefined ? {} : { initialSort })}
      />
    </>
  );
}

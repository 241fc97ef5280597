import type { LimitResult } from '../../src/model/run.ts';
import { showValue } from '../../src/model/show-value.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Kept } from './kept.tsx';

/** Limits of a run of benchmarks, which are not the requirements of a single one. */
export function LimitTable({ limits }: { readonly limits: readonly LimitResult[] }) {
  return (
    <DataTable
      label="Limits"
      rows={limits}
      keyOf={({ rule, tags }) => JSON.stringify([rule, tags])}
      columns={[
        { id: 'rule', title: 'Limit', cell: ({ rule }) => <Name text={rule} isMono /> },
        { id: 'kept', title: 'Kept', cell: ({ passed }) => <Kept passed={passed} /> },
        {
          id: 'value',
          title: 'Measured',
          cell: ({ value, unit = '' }) => (value === null ? '–' : showValue(value, unit)),
          align: 'right',
        },
        { id: 'reason', title: 'Why', cell: ({ reason = '' }) => (reason === '' ? null : <Name text={reason} />) },
      ]}
    />
  );
}

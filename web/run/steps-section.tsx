import { useMemo } from 'preact/hooks';
import { showCount } from '../../src/model/show-value.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Section } from '../parts/section.tsx';
import { FocusBar } from './focus-bar.tsx';
import type { SectionProps } from './section-props.ts';
import { drawnColumns, stepColumns } from './step-columns.tsx';
import { requestRows, type StepRow, scenarioRows } from './step-rows.ts';

const STEP_COLUMNS = stepColumns<StepRow>('Step', 'Requests');
const SCENARIO_COLUMNS = stepColumns<StepRow>('Scenario', 'Iterations');
const nameOf = ({ name }: StepRow) => name;

/** Where the time is spent: a row for each step. Choosing one shows its charts alone. */
export function StepsSection({ index, focus, onFocus, idPrefix }: SectionProps) {
  const rows = useMemo(() => requestRows(index), [index]);
  return (
    <Section
      id={`${idPrefix}steps`}
      title="Steps"
      aside={showCount(rows.length, 'step')}
      note="The one that takes most of the time first. Choose a step to see its charts alone."
    >
      <FocusBar focus={focus?.noun === 'step' ? focus : undefined} onFocus={onFocus} chartsId={`${idPrefix}charts`} />
      <DataTable
        label="Steps"
        columns={drawnColumns(STEP_COLUMNS, rows)}
        rows={rows}
        keyOf={nameOf}
        filter={nameOf}
        most={30}
        initialSort={{ id: 'share', isDescending: true }}
        onChoose={({ name }) => onFocus({ tag: 'name', value: name, noun: 'step' })}
        chosen={focus?.noun === 'step' ? focus.value : undefined}
      />
    </Section>
  );
}

export function ScenariosSection({ index, focus, onFocus, idPrefix }: SectionProps) {
  const rows = useMemo(() => scenarioRows(index), [index]);
  return (
    <Section
      id={`${idPrefix}scenarios`}
      title="Scenarios"
      note="Iterations of each, think time included. Choose a scenario to see its charts alone."
    >
      <FocusBar
        focus={focus?.noun === 'scenario' ? focus : undefined}
        onFocus={onFocus}
        chartsId={`${idPrefix}charts`}
      />
      <DataTable
        label="Scenarios"
        columns={drawnColumns(SCENARIO_COLUMNS, rows)}
        rows={rows}
        keyOf={nameOf}
        filter={nameOf}
        onChoose={({ name }) => onFocus({ tag: 'scenario', value: name, noun: 'scenario' })}
        chosen={focus?.noun === 'scenario' ? focus.value : undefined}
      />
    </Section>
  );
}

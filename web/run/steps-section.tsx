import { useMemo } from 'preact/hooks';
import { showCount } from '../../src/model/show-value.ts';
import { Section } from '../parts/section.tsx';
import { FocusTable } from './focus-table.tsx';
import type { SectionProps } from './section-props.ts';
import { drawnColumns, stepColumns } from './step-columns.tsx';
import { requestRows, type StepRow, scenarioRows } from './step-rows.ts';

const STEP_COLUMNS = stepColumns<StepRow>('Step', 'Requests');
const SCENARIO_COLUMNS = stepColumns<StepRow>('Scenario', 'Iterations');

/** Where the time is spent: a row for each step. Choosing one shows its charts alone. */
export function StepsSection(section: SectionProps) {
  const { index, idPrefix } = section;
  const rows = useMemo(() => requestRows(index), [index]);
  return (
    <Section
      id={`${idPrefix}steps`}
      title="Steps"
      aside={showCount(rows.length, 'step')}
      note="The one that takes most of the time first. Choose a step to see its charts alone."
    >
      <FocusTable
        label="Steps"
        columns={drawnColumns(STEP_COLUMNS, rows)}
        rows={rows}
        tag="name"
        noun="step"
        section={section}
        initialSort={{ id: 'share', isDescending: true }}
      />
    </Section>
  );
}

export function ScenariosSection(section: SectionProps) {
  const { index, idPrefix } = section;
  const rows = useMemo(() => scenarioRows(index), [index]);
  return (
    <Section
      id={`${idPrefix}scenarios`}
      title="Scenarios"
      note="Iterations of each, think time included. Choose a scenario to see its charts alone."
    >
      <FocusTable
        label="Scenarios"
        columns={drawnColumns(SCENARIO_COLUMNS, rows)}
        rows={rows}
        tag="scenario"
        noun="scenario"
        section={section}
      />
    </Section>
  );
}

import { BaselineChanges } from '../compare/baseline-changes.tsx';
import { ComparisonTable } from '../compare/comparison-table.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import type { SectionProps } from './section-props.ts';

/** What is different from the baseline, or from the target compared with. */
export function ComparisonSection({ reported: { run, baseline }, idPrefix }: SectionProps) {
  const comparisons = run.comparisons ?? [];
  const against = comparisons[0]?.against;
  return (
    <Section
      id={`${idPrefix}changes`}
      title="What changed"
      note={against === undefined ? 'against the baseline' : <Name text={`against ${against}`} />}
    >
      <div class="stack">
        {baseline !== undefined && <BaselineChanges baseline={baseline} />}
        {comparisons.length > 0 && <ComparisonTable comparisons={comparisons} />}
      </div>
    </Section>
  );
}

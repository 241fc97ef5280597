import { useState } from 'preact/hooks';
import type { ComparePage as Compared } from '../../src/model/dashboard-api.ts';
import { PercentileChart } from '../charts/percentile-chart.tsx';
import { TimeAxisProvider } from '../charts/time-axis.tsx';
import { TimeCharts } from '../charts/time-charts.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { Empty } from '../parts/empty.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { Section } from '../parts/section.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { ComparisonTable } from './comparison-table.tsx';
import { Differences } from './differences.tsx';
import { Matrix } from './matrix.tsx';
import { latencyCurves, overlaySpecs, sharedFrame, stepsOf } from './overlays.ts';
import { type Pair, pairsOf, type Side, sidesOf } from './side.ts';
import { SideHeads } from './side-heads.tsx';

interface ComparePageProps {
  readonly page: Compared;
  /** Page of a run, by its id. */
  readonly hrefOf: (runId: string) => string;
}

/** Several runs side by side, each of the others against the first. */
export function ComparePage({ page, hrefOf }: ComparePageProps) {
  const { runs } = page;
  const [step, setStep] = useState<string | undefined>(undefined);
  const sides = sidesOf(runs);
  const [reference] = sides;
  if (reference === undefined) return <Empty>There is no run to compare.</Empty>;
  const pairs = pairsOf(sides, page.comparisons);
  const steps = stepsOf(runs);
  const chosen = step !== undefined && steps.includes(step) ? step : undefined;
  return (
    <article class="compare-page">
      <header class="compare-head">
        <h1 class="view-title">Comparison of {runs.length === 1 ? 'one run' : `${runs.length} runs`}</h1>
        {steps.length > 1 && <StepPicker steps={steps} chosen={chosen} onChoose={setStep} />}
      </header>
      <SideHeads sides={sides} pairs={pairs} hrefOf={hrefOf} />
      <Legend sides={sides} />
      <DifferencesSection reference={reference} pairs={pairs} />
      <Section
        id="compare-figures"
        title="What differs?"
        note={`Ratios to ${reference.letter} with their 95% interval, the gravest first.`}
      >
        <Figures reference={reference} pairs={pairs.map((pair) => ofStep(pair, chosen))} step={chosen} />
      </Section>
      <Charts sides={sides} step={chosen} />
      <Explanations reference={reference} pairs={pairs} />
    </article>
  );
}

function ofStep({ side, comparison }: Pair, step: string | undefined): Pair {
  if (step === undefined) return { side, comparison };
  const comparisons = comparison.comparisons.filter(({ tags }) => tags.name === step);
  return { side, comparison: { ...comparison, comparisons } };
}

interface StepPickerProps {
  readonly steps: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (step: string | undefined) => void;
}

function StepPicker({ steps, chosen, onChoose }: StepPickerProps) {
  return (
    <label class="labelled-field needs-script">
      Step{' '}
      <select
        class="field"
        value={chosen === undefined ? '' : String(steps.indexOf(chosen))}
        onChange={(event) => onChoose(steps[Number.parseInt(event.currentTarget.value, 10)])}
      >
        <option value="">all steps</option>
        {steps.map((step, at) => (
          <option key={step} value={String(at)}>
            {cleanText(step, 80)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Legend({ sides }: { readonly sides: readonly Side[] }) {
  return (
    <ul class="compare-legend" aria-label="Runs by letter and colour">
      {sides.map(({ label, letter, brush }) => (
        <li class={`compare-legend-run brush-${brush}`} key={letter}>
          <span class="compare-legend-line" aria-hidden="true" />
          {label}
        </li>
      ))}
    </ul>
  );
}

interface PairsProps {
  readonly reference: Side;
  readonly pairs: readonly Pair[];
}

function DifferencesSection({ reference, pairs }: PairsProps) {
  const telling = pairs.filter(({ comparison }) => comparison.differences.length > 0 || !comparison.isComparable);
  if (telling.length === 0) return null;
  return (
    <Section id="compare-environment" title="What else is not the same?">
      <div class="compare-pairs">
        {telling.map(({ comparison, side }) => (
          <div key={side.letter}>
            {pairs.length > 1 && <h3>{`${side.letter} against ${reference.letter}`}</h3>}
            <Differences differences={comparison.differences} isComparable={comparison.isComparable} />
          </div>
        ))}
      </div>
    </Section>
  );
}

function Figures({ reference, pairs, step }: PairsProps & { readonly step: string | undefined }) {
  const [only] = pairs;
  if (only === undefined) return <Empty>It takes a second run to compare with.</Empty>;
  // What has been asked for by step is shown whole.
  const table = ({ comparison }: Pair) => (
    <ComparisonTable comparisons={comparison.comparisons} isWhole={step !== undefined} key={step ?? ''} />
  );
  if (pairs.length === 1) return table(only);
  return (
    <Tabs
      label="Runs compared"
      tabs={[
        { id: 'all', title: 'All runs', content: <Matrix reference={reference} pairs={pairs} /> },
        ...pairs.map((pair) => ({
          id: pair.side.letter,
          title: `${pair.side.letter} against ${reference.letter}`,
          content: table(pair),
        })),
      ]}
    />
  );
}

function Charts({ sides, step }: { readonly sides: readonly Side[]; readonly step: string | undefined }) {
  const specs = overlaySpecs(sides, step);
  const curves = latencyCurves(sides, step);
  if (specs.length === 0 && curves === undefined) return null;
  return (
    <TimeAxisProvider>
      {specs.length > 0 && (
        <Section id="compare-time" title="Over time" note="Each run from its start, on one axis.">
          <TimeCharts specs={specs} frame={sharedFrame(sides.map(({ run }) => run))} columns={2} />
        </Section>
      )}
      {curves !== undefined && (
        <Section id="compare-latency" title="How are latencies spread?">
          <div class="card">
            <PercentileChart spec={curves} />
          </div>
        </Section>
      )}
    </TimeAxisProvider>
  );
}

function Explanations({ reference, pairs }: PairsProps) {
  const telling = pairs.filter(({ comparison }) => comparison.findings.length > 0);
  if (telling.length === 0) return null;
  return (
    <Section id="compare-findings" title="What explains it?">
      <div class="compare-pairs">
        {telling.map(({ comparison, side }) => (
          <div key={side.letter}>
            {pairs.length > 1 && <h3>{`${side.letter} against ${reference.letter}`}</h3>}
            <FindingList findings={comparison.findings} most={5} />
          </div>
        ))}
      </div>
    </Section>
  );
}

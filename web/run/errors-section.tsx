import { useMemo } from 'preact/hooks';
import type { RunError } from '../../src/model/run.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import { showCount } from '../../src/model/show-value.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { cleanText } from '../parts/clean-text.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { More } from '../parts/more.tsx';
import { Name } from '../parts/name.tsx';
import { Section } from '../parts/section.tsx';
import { showPosition } from '../parts/when.ts';
import type { SectionProps } from './section-props.ts';
import { countColumn, isDrawn } from './step-columns.tsx';
import { thinned } from './step-rows.ts';

/** What failed, how often and where, with the first few as they were. */
export function ErrorsSection({ index, idPrefix }: SectionProps) {
  const { errors } = index.run;
  const rows = useMemo(() => [...errors].sort((a, b) => b.count - a.count), [errors]);
  const columns = useMemo(() => columnsFor(index), [index]);
  return (
    <Section
      id={`${idPrefix}errors`}
      title="Errors"
      aside={showCount(errors.length, 'kind')}
      note="By kind and place, with the first few as they were; secrets are masked."
    >
      <div class="errors-table">
        <DataTable
          label="Errors"
          columns={columns}
          rows={rows}
          keyOf={({ kind, name }) => `${kind}\0${name}`}
          filter={({ kind, name, samples }) => `${kind} ${name} ${samples[0]?.text ?? ''}`}
          most={20}
        />
      </div>
    </Section>
  );
}

function columnsFor(index: RunIndex): readonly Column<RunError>[] {
  return [
    {
      id: 'kind',
      title: 'Kind',
      sortBy: ({ kind }) => kind,
      cell: ({ kind }) => (
        <span class="text-bad">
          <Name text={kind} />
        </span>
      ),
    },
    { id: 'name', title: 'Where', sortBy: ({ name }) => name, cell: ({ name }) => <Name text={name} /> },
    countColumn('count', 'Count', ({ count }) => count),
    { id: 'when', title: 'When', isMinor: true, cell: ({ kind }) => <When values={valuesOf(index, kind)} /> },
    { id: 'samples', title: 'What was said', cell: (error) => <Samples error={error} /> },
  ];
}

/** Errors of a kind over time are kept over all places. */
function valuesOf(index: RunIndex, kind: string): readonly (number | null)[] {
  const status = /^status (\d+)$/.exec(kind)?.[1];
  const series = index.series('http_reqs', status === undefined ? { error: kind } : { status });
  return thinned(series?.fields.perSecond ?? []);
}

function When({ values }: { readonly values: readonly (number | null)[] }) {
  if (!isDrawn(values)) return null;
  return <Sparkline values={values} label="errors of this kind over time" brush="bad" width={90} height={22} />;
}

function Samples({ error: { samples } }: { readonly error: RunError }) {
  const [first, ...others] = samples;
  if (first === undefined) return <>–</>;
  return (
    <More summary={<Name text={first.text} most={240} />}>
      {() => (
        <>
          <SampleDetails sample={first} />
          {others.length > 0 && (
            <More summary={`${showCount(others.length, 'other')} of them`}>
              {() => others.map((sample, at) => <SampleDetails key={`${sample.atMs} ${at}`} sample={sample} />)}
            </More>
          )}
        </>
      )}
    </More>
  );
}

function SampleDetails({ sample }: { readonly sample: RunError['samples'][number] }) {
  return (
    <div class="error-sample">
      <p class="error-sample-when">
        <span class="quiet">at {showPosition(sample.atMs, true)}</span> <Name text={sample.text} />
      </p>
      {sample.request !== undefined && <Excerpt title="Request" text={sample.request} />}
      {sample.response !== undefined && <Excerpt title="Response" text={sample.response} />}
    </div>
  );
}

const MOST_CHARACTERS = 20_000;

function Excerpt({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure class="excerpt">
      <figcaption>{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <pre tabIndex={0} dir="auto">
        {cleanText(text.replace(/\r\n/g, '\n'), MOST_CHARACTERS)}
      </pre>
    </figure>
  );
}

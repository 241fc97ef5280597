import { showValue } from '../../src/model/show-value.ts';
import { type PlotLines, unitOf } from './plot-lines.ts';
import { WordsTable } from './words-table.tsx';

const TITLES = ['Line', 'Lowest', 'Median', 'Highest', 'Last'];

/** What the lines come to. */
export function LinesInWords({ lines: { spec, summaries } }: { readonly lines: PlotLines }) {
  const rows = spec.lines.map(({ label }, line) => {
    const { min, median, max, last } = summaries[line] ?? {};
    const show = (value: number | undefined) => (value === undefined ? '–' : showValue(value, unitOf(spec, line)));
    return { label, figures: [min, median, max, last].map(show) };
  });
  return <WordsTable caption={`${spec.title} over the whole run`} titles={TITLES} rows={rows} />;
}

import { showValue } from '../../src/model/show-value.ts';
import { type PlotLines, unitOf } from './plot-lines.ts';

/** What the lines come to, for those who cannot see them. */
export function LinesInWords({ lines: { spec, summaries } }: { readonly lines: PlotLines }) {
  return (
    <div class="chart-hidden">
      <table>
        <caption>{spec.title} over the whole run</caption>
        <thead>
          <tr>
            {['Line', 'Lowest', 'Median', 'Highest', 'Last'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.lines.map(({ label }, line) => {
            const summary = summaries[line];
            const show = (value: number | undefined) =>
              value === undefined ? '–' : showValue(value, unitOf(spec, line));
            return (
              <tr key={`${line} ${label}`}>
                <th scope="row">{label}</th>
                <td>{show(summary?.min)}</td>
                <td>{show(summary?.median)}</td>
                <td>{show(summary?.max)}</td>
                <td>{show(summary?.last)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

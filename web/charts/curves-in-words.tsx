import { showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { countOf, quantilesOf } from './curve.ts';
import type { CurveSpec } from './specs.ts';

const SHARES = [0.5, 0.9, 0.95, 0.99, 0.999];

/** The curves as figures, for those who cannot see them. */
export function CurvesInWords({ spec }: { readonly spec: CurveSpec }) {
  return (
    <div class="chart-hidden">
      <table>
        <caption>{spec.title}</caption>
        <thead>
          <tr>
            {['Curve', 'Values', 'Lowest', ...SHARES.map((share) => `p${share * 100}`), 'Highest'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.curves.map((curve, index) => {
            const count = countOf(curve.histogram);
            const figures = count === 0 ? [] : [curve.min, ...quantilesOf(curve, SHARES), curve.max];
            return (
              <tr key={`${index} ${curve.label}`}>
                <th scope="row">{curve.label}</th>
                <td>{formatCount(count)}</td>
                {figures.map((value, at) => (
                  <td key={SHARES[at] ?? at}>{showValue(value, spec.unit)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

import { showValue } from '../../src/model/show-value.ts';
import { formatCount } from '../../src/model/units.ts';
import { countOf, quantilesOf } from './curve.ts';
import type { CurveSpec } from './specs.ts';
import { WordsTable } from './words-table.tsx';

const SHARES = [0.5, 0.9, 0.95, 0.99, 0.999];
const TITLES = ['Curve', 'Values', 'Lowest', ...SHARES.map((share) => `p${share * 100}`), 'Highest'];

/** The curves as figures. */
export function CurvesInWords({ spec: { title, curves, unit } }: { readonly spec: CurveSpec }) {
  const rows = curves.map((curve) => {
    const count = countOf(curve.histogram);
    const values = count === 0 ? [] : [curve.min, ...quantilesOf(curve, SHARES), curve.max];
    return { label: curve.label, figures: [formatCount(count), ...values.map((value) => showValue(value, unit))] };
  });
  return <WordsTable caption={title} titles={TITLES} rows={rows} />;
}

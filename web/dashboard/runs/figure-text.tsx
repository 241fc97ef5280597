import type { Figure } from '../../../src/model/dashboard-api.ts';
import { figureName } from '../../../src/model/figure-name.ts';
import { showValue } from '../../../src/model/show-value.ts';
import { Name } from '../../parts/name.tsx';

/** The one figure that stands for a run. */
export function FigureText({ figure }: { readonly figure: Figure | undefined }) {
  if (figure === undefined) return <span class="quiet">–</span>;
  const { metric, aggregate, value, unit } = figure;
  return (
    <span class="figure-text" title={figureName({ metric, aggregate, tags: {} })}>
      <span class="figure-text-value">{showValue(value, unit)}</span>{' '}
      <span class="figure-text-label">
        <Name text={aggregate === 'value' ? metric.replaceAll('_', ' ') : aggregate} />
      </span>
    </span>
  );
}

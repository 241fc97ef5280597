import { showCount } from '../../../src/model/show-value.ts';
import type { LiveFigures } from './live-figures.ts';

/** How many limits hold, are broken, and can't be told yet. */
export function LimitCounts({ limits: { kept, broken, open } }: { readonly limits: LiveFigures['limits'] }) {
  if (kept + broken + open === 0) return <span class="quiet">no limits</span>;
  return (
    <span class="limit-counts">
      {broken > 0 && <span class="text-bad">✗ {showCount(broken, 'limit')} crossed</span>}
      {kept > 0 && <span class="text-good">✓ {showCount(kept, 'limit')} held</span>}
      {open > 0 && <span class="quiet">? {open} open</span>}
    </span>
  );
}

import type { Benchmark } from '../../src/model/benchmark.ts';
import { SeverityBadge, severityTone } from '../parts/badge.tsx';
import { Name } from '../parts/name.tsx';
import { sharedWarnings } from './warnings.ts';

const MOST_NAMED = 5;
const MOST_OWNERS = 3;

/** What makes figures doubtful; what is to be done about it is said once for all benchmarks that share it. */
export function WarningList({ benchmarks }: { readonly benchmarks: readonly Benchmark[] }) {
  const warnings = sharedWarnings(benchmarks);
  if (warnings.length === 0) return null;
  return (
    <ul class="cards">
      {warnings.map(({ severity, kind, advice, titles }) => (
        <li class={`edged-card edged-${severityTone(severity)}`} key={JSON.stringify([kind, severity, advice])}>
          {titles.slice(0, MOST_NAMED).map(({ text, of }, at) => (
            <p class="finding-title" key={text}>
              {at === 0 && <SeverityBadge severity={severity} />} <Name text={`${ownersText(of)}${text}`} />
            </p>
          ))}
          {titles.length > MOST_NAMED && <p class="quiet warning-more">… and {titles.length - MOST_NAMED} more</p>}
          {advice !== '' && (
            <p class="finding-advice">
              <Name text={advice} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** `parse › large, parse › small and 2 more: `; empty where the title says whose it is. */
function ownersText(owners: readonly string[]): string {
  if (owners.length === 0) return '';
  const left = owners.length - MOST_OWNERS;
  return `${owners.slice(0, MOST_OWNERS).join(', ')}${left > 0 ? ` and ${left} more` : ''}: `;
}

import type { ComponentChildren } from 'preact';
import { Name } from './name.tsx';

/** Names with their values, below each other. */
export function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div class="facts-row" key={label}>
          <dt class="facts-label">
            <Name text={label} />
          </dt>
          <dd class="facts-value">{typeof value === 'string' ? <Name text={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { showShare, showValue } from '../../src/model/show-value.ts';
import type { SharePart } from './specs.ts';

export interface ShareBarProps {
  readonly label: string;
  readonly parts: readonly SharePart[];
  /** Of the parts' values, as `showValue` takes it; their shares alone are told if left out. */
  readonly unit?: string;
  /** What the whole bar stands for; the sum of its parts if left out. */
  readonly total?: number;
  readonly hasLegend?: boolean;
}

/** What a whole is made of, as one bar. */
export function ShareBar({ label, parts, unit, total, hasLegend = false }: ShareBarProps) {
  const drawn = parts.filter(({ value }) => value > 0 && Number.isFinite(value));
  const sum = drawn.reduce((all, { value }) => all + value, 0);
  const whole = Math.max(total ?? sum, sum);
  const told = drawn.map((part) => ({ ...part, text: inWords(part, whole, unit) }));
  let from = 0;
  return (
    <span class="share-bar">
      <svg
        class="share-bar-bar"
        width="100%"
        height="12"
        role="img"
        aria-label={`${label}: ${told.map(({ label: name, text }) => `${name} ${text}`).join(', ') || 'nothing'}`}
      >
        <rect class="share-bar-ground" width="100%" height="12" rx="3" />
        {told.map(({ label: name, brush, value, text }, index) => {
          const at = from;
          from += value / whole;
          return (
            <rect
              key={`${index} ${name}`}
              class={`chart-fill brush-${brush}`}
              x={percent(at)}
              width={percent(value / whole)}
              height="12"
            >
              <title>{`${name} ${text}`}</title>
            </rect>
          );
        })}
      </svg>
      {hasLegend && (
        <span class="share-bar-legend" aria-hidden="true">
          {told.map(({ label: name, brush, text }, index) => (
            <span key={`${index} ${name}`} class={`share-bar-entry brush-${brush}`}>
              <span class="chart-swatch" />
              {name} <b>{text}</b>
            </span>
          ))}
        </span>
      )}
    </span>
  );
}

function inWords({ value }: SharePart, whole: number, unit: string | undefined): string {
  const share = showShare(value / whole);
  return unit === undefined ? share : `${showValue(value, unit)} (${share})`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}

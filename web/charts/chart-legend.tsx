import { useMemo, useState } from 'preact/hooks';
import type { Brush } from './specs.ts';

export interface LegendEntry {
  readonly key: string;
  readonly label: string;
  readonly brush: Brush;
  readonly isAsked?: boolean;
  /** At the cursor, or what stands for the whole. */
  readonly value?: string;
  /** The longest value it may show: room for it is kept, so that nothing moves while the cursor does. */
  readonly widest?: string;
}

export interface LegendProps {
  readonly entries: readonly LegendEntry[];
  readonly hidden: Hidden;
  /** What the values are: `highest`, `at 1:05`. */
  readonly lead?: string;
  readonly label: string;
}

/** Which lines of a chart are switched off, by their key. */
export interface Hidden {
  has(key: string): boolean;
  toggle(key: string): void;
  /** Shows one alone; all again where it is alone already. */
  isolate(key: string, all: readonly string[]): void;
}

export function useHidden(atFirst: readonly string[] = []): Hidden {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(atFirst));
  return useMemo(
    () => ({
      has: (key) => hidden.has(key),
      toggle: (key) => setHidden((before) => toggled(before, key)),
      isolate: (key, all) => setHidden((before) => isolated(before, key, all)),
    }),
    [hidden],
  );
}

function toggled(before: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(key)) after.add(key);
  return after;
}

function isolated(before: ReadonlySet<string>, key: string, all: readonly string[]): ReadonlySet<string> {
  const others = all.filter((other) => other !== key);
  const isAlone = !before.has(key) && others.every((other) => before.has(other));
  return new Set(isAlone ? [] : others);
}

/** One button for each line: it shows the line's value, and switches the line on and off. */
export function ChartLegend({ entries, hidden, lead, label }: LegendProps) {
  const keys = entries.map(({ key }) => key);
  // Without a script nothing can be switched.
  const isStatic = typeof document === 'undefined';
  return (
    <fieldset class="chart-legend">
      <legend class="chart-hidden">Lines of {label}</legend>
      {lead !== undefined && <span class="chart-legend-lead">{lead}</span>}
      {entries.map((entry) => {
        const look = `chart-legend-entry brush-${entry.brush}`;
        if (isStatic) return hidden.has(entry.key) ? null : <EntryText key={entry.key} entry={entry} look={look} />;
        return (
          <button
            key={entry.key}
            type="button"
            class={look}
            aria-pressed={!hidden.has(entry.key)}
            title="Click to show or hide; with Shift or Alt, to show it alone"
            onClick={(event) =>
              event.shiftKey || event.altKey ? hidden.isolate(entry.key, keys) : hidden.toggle(entry.key)
            }
          >
            <EntryText entry={entry} />
          </button>
        );
      })}
    </fieldset>
  );
}

function EntryText({ entry, look }: { readonly entry: LegendEntry; readonly look?: string }) {
  return (
    <span class={look ?? 'chart-legend-text'}>
      <span class={entry.isAsked === true ? 'chart-swatch chart-swatch-asked' : 'chart-swatch'} />
      <span class="chart-legend-label">{entry.label}</span>
      {entry.widest !== undefined && (
        <span class="chart-legend-value" data-widest={entry.widest}>
          {entry.value ?? '–'}
        </span>
      )}
    </span>
  );
}

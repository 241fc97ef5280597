import type { Brush } from '../../charts/specs.ts';

/** Without those that look like the colours by meaning. */
const OTHERS: readonly Brush[] = ['series-5', 'series-7', 'series-4', 'series-2', 'series-3', 'series-6', 'series-1'];

/** The first status of a hundred has its colour by meaning; others of it are told apart by further ones. */
export function statusBrushes(labels: readonly string[]): (label: string) => Brush {
  const brushes = new Map<string, Brush>();
  const taken = new Set<Brush>();
  for (const label of labels) {
    const own = statusBrush(label);
    const brush = taken.has(own) ? (OTHERS.find((each) => !taken.has(each)) ?? 'dim') : own;
    taken.add(brush);
    brushes.set(label, brush);
  }
  return (label) => brushes.get(label) ?? 'dim';
}

function statusBrush(label: string): Brush {
  const status = Number(label);
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  if (status >= 300) return 'series-1';
  return status >= 100 ? 'good' : 'series-8';
}

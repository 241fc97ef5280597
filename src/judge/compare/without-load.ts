import type { LoadSummary } from '../../model/run.ts';

interface Timed {
  readonly atMs: number;
  readonly value: number;
}

/** Fewer tell nothing but themselves once a line is taken from them. */
const LEAST_IN_PART = 4;

/**
 * What remains of values once what follows from a load that varies by plan is taken out: their mean in each part of constant load, a
 * straight line where it climbs or falls. Under one constant load they stay as they are.
 */
export function withoutLoad(values: readonly Timed[], load: readonly LoadSummary[]): number[] {
  const edges = edgesOf(load);
  if (edges.length <= 2 && !isSloped(load)) return values.map(({ value }) => value);
  const parts = new Map<number, Timed[]>();
  for (const each of values) {
    const part = edges.findLastIndex((edge) => edge <= each.atMs);
    parts.set(part, [...(parts.get(part) ?? []), each]);
  }
  return [...parts.values()].flatMap(residuals);
}

function residuals(values: readonly Timed[]): number[] {
  if (values.length < LEAST_IN_PART) return [];
  const count = values.length;
  const mean = (of: (each: Timed) => number) => values.reduce((sum, each) => sum + of(each), 0) / count;
  const [middle, level] = [mean(({ atMs }) => atMs), mean(({ value }) => value)];
  const spread = mean(({ atMs }) => (atMs - middle) ** 2);
  const slope = spread > 0 ? mean(({ atMs, value }) => (atMs - middle) * (value - level)) / spread : 0;
  return values.map(({ atMs, value }) => value - level - slope * (atMs - middle));
}

function isSloped(load: readonly LoadSummary[]): boolean {
  return load.some(({ curve }) => curve.some(({ fromValue, toValue }) => fromValue !== toValue));
}

/** Where one part of a stream's load ends and the next begins. */
function edgesOf(load: readonly LoadSummary[]): number[] {
  const edges = new Set<number>([0]);
  for (const { startMs, curve } of load) {
    let at = startMs;
    edges.add(at);
    for (const { durationMs } of curve) {
      at += durationMs;
      edges.add(at);
    }
  }
  return [...edges].sort((a, b) => a - b);
}

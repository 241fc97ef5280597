const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Share of the columns at either end that may leave the picture. */
const CUT = 0.02;

export interface TrendChart {
  readonly line: string;
  /** Column in which each change lies. */
  columnOf(index: number): number;
}

/** A series in one line between its least and its greatest value, outliers and the outermost hundredths cut off; several values share a column by their median. */
export function trendChart(values: readonly number[], width: number, outliers: readonly number[]): TrendChart {
  const count = Math.max(1, Math.min(width, values.length));
  const columnOf = (index: number) => Math.min(count - 1, Math.floor((index * count) / Math.max(1, values.length)));
  const off = new Set(outliers);
  const columns = Array.from({ length: count }, (): number[] => []);
  for (const [index, value] of values.entries()) {
    if (!off.has(index) && Number.isFinite(value)) columns[columnOf(index)]?.push(value);
  }
  const middles = columns.map(medianOf);
  const shown = middles.filter((value) => value !== undefined).sort((left, right) => left - right);
  const cut = Math.floor(shown.length * CUT);
  const [low = 0, high = 0] = [shown[cut], shown[shown.length - 1 - cut]];
  const line = middles.map((value) => {
    if (value === undefined) return ' ';
    const share = high > low ? Math.max(0, value - low) / (high - low) : 0.3;
    return HEIGHTS[Math.min(HEIGHTS.length - 1, Math.floor(share * HEIGHTS.length))] ?? ' ';
  });
  return { line: line.join(''), columnOf };
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1];
}

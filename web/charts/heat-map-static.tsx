import type { HeatMap } from '../../src/model/run.ts';
import { cellsOf, type HeatCells, heatBound, heatUnit } from './heat-map-cells.ts';
import type { TimeRange } from './time-axis.tsx';
import { showTime } from './time-ticks.ts';
import { showTickValue } from './value-axis.ts';

/** The picture where no script runs: coarser, so that it does not make a page heavy, and stretched to the room there is. */
export function StaticHeatMap({ map, view }: { readonly map: HeatMap; readonly view: TimeRange }) {
  const cells = cellsOf(map, { view, columns: 96, rows: 24 });
  if (cells === undefined) return null;
  const bound = (row: number) => showTickValue(heatBound(map, cells.offset + row * cells.bucketsPerRow), heatUnit(map));
  const from = (cells.startMs - view.fromMs) / cells.columnMs;
  const columns = (view.toMs - view.fromMs) / cells.columnMs;
  return (
    <div class="chart-static" aria-hidden="true">
      <svg
        class="chart-static-lines brush-series-1"
        viewBox={`${-from} 0 ${columns} ${cells.rows}`}
        preserveAspectRatio="none"
        role="presentation"
        shape-rendering="crispEdges"
      >
        {shadePaths(cells).map((path, shade) => (
          <path key={path} class="chart-fill" d={path} fill-opacity={(shade + 1) / STATIC_SHADES} />
        ))}
      </svg>
      <span class="chart-static-high">{bound(cells.rows)}</span>
      <span class="chart-static-low">{bound(0)}</span>
      <span class="chart-static-end">{showTime(view.toMs)}</span>
    </div>
  );
}

const STATIC_SHADES = 6;

/** One path for all cells of a shade, neighbours in a row as one. By the square root, as on the screen. */
function shadePaths({ counts, columns, rows, highest }: HeatCells): string[] {
  const paths = new Array<string>(STATIC_SHADES).fill('');
  const shadeOf = (column: number, row: number) =>
    Math.ceil(STATIC_SHADES * Math.sqrt((counts[column * rows + row] ?? 0) / Math.max(1, highest))) - 1;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const shade = shadeOf(column, row);
      let end = column + 1;
      while (end < columns && shadeOf(end, row) === shade) end++;
      if (shade >= 0) paths[shade] += `M${column} ${rows - 1 - row}h${end - column}v1h${column - end}z`;
      column = end - 1;
    }
  }
  return paths;
}

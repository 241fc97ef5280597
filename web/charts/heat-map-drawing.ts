import type { HeatMap } from '../../src/model/run.ts';
import { type HeatCells, heatBound, heatUnit } from './heat-map-cells.ts';
import { heatColours, shadeOf } from './heat-map-colours.ts';
import type { Gutters } from './plot-width.tsx';
import type { TimeFrame } from './specs.ts';
import type { Theme } from './theme.ts';
import type { TimeRange } from './time-axis.tsx';
import { showTick, timeTicks } from './time-ticks.ts';
import { logTicks, showTickValue } from './value-axis.ts';

export interface HeatDrawing {
  readonly map: HeatMap;
  readonly cells: HeatCells | undefined;
  readonly view: TimeRange;
  readonly events: TimeFrame['events'];
  readonly gutters: Gutters;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

/** Draws a heat map with its axes onto a canvas, in the pixels of the screen. */
export function drawHeatMap(canvas: HTMLCanvasElement, drawing: HeatDrawing): void {
  const { width, height, gutters, theme, view } = drawing;
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ctx = canvas.getContext('2d');
  if (ctx === null) return;
  ctx.scale(ratio, ratio);
  const plot = {
    left: gutters.left,
    top: gutters.top,
    width: Math.max(1, width - gutters.left - gutters.right),
    height: Math.max(1, height - gutters.top - gutters.bottom),
  };
  ctx.font = theme.font;
  const x = (ms: number) => plot.left + (plot.width * (ms - view.fromMs)) / (view.toMs - view.fromMs);
  if (drawing.cells !== undefined) drawCells(ctx, { ...drawing, cells: drawing.cells, plot, x });
  drawEvents(ctx, { ...drawing, plot, x });
  drawTimeAxis(ctx, { ...drawing, plot, x });
}

interface Placed extends HeatDrawing {
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  x(ms: number): number;
}

/** One pixel a cell in a picture of its own, which is then stretched over the plot: quick for any number of cells. */
function drawCells(ctx: CanvasRenderingContext2D, drawing: Placed & { readonly cells: HeatCells }): void {
  const { cells, theme, plot, map, x } = drawing;
  const picture = document.createElement('canvas');
  picture.width = cells.columns;
  picture.height = cells.rows;
  const image = new ImageData(cells.columns, cells.rows);
  const colours = heatColours(theme);
  for (let column = 0; column < cells.columns; column++) {
    for (let row = 0; row < cells.rows; row++) {
      const colour = colours[shadeOf(cells.counts[column * cells.rows + row] ?? 0, cells.highest)];
      if (colour === undefined) continue;
      const at = ((cells.rows - 1 - row) * cells.columns + column) * 4;
      image.data.set([...colour, 255], at);
    }
  }
  picture.getContext('2d')?.putImageData(image, 0, 0);
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left, plot.top, plot.width, plot.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = false;
  const from = x(cells.startMs);
  ctx.drawImage(picture, from, plot.top, x(cells.startMs + cells.columns * cells.columnMs) - from, plot.height);
  ctx.restore();
  drawValueAxis(ctx, drawing, map);
}

function drawValueAxis(
  ctx: CanvasRenderingContext2D,
  { cells, plot, theme }: Placed & { cells: HeatCells },
  map: HeatMap,
): void {
  const [low, high] = [heatBound(map, cells.offset), heatBound(map, cells.offset + cells.rows * cells.bucketsPerRow)];
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  for (const tick of logTicks(low, high, Math.max(2, Math.floor(plot.height / 28)))) {
    const y = plot.top + plot.height * (1 - Math.log(tick / low) / Math.log(high / low));
    ctx.fillStyle = theme.colour('line');
    ctx.fillRect(plot.left - 4, Math.round(y), 4, 1);
    ctx.fillStyle = theme.colour('text-2');
    ctx.fillText(showTickValue(tick, heatUnit(map)), plot.left - 6, Math.min(y, plot.top + plot.height - 4));
  }
}

function drawTimeAxis(ctx: CanvasRenderingContext2D, { plot, theme, view, x }: Placed): void {
  ctx.fillStyle = theme.colour('line');
  ctx.fillRect(plot.left, plot.top + plot.height, plot.width, 1);
  ctx.fillStyle = theme.colour('text-2');
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  const ticks = timeTicks(view.fromMs, view.toMs, Math.max(2, Math.floor(plot.width / 72)));
  for (const tick of ticks) ctx.fillText(showTick(tick, ticks), x(tick), plot.top + plot.height + 8);
}

function drawEvents(ctx: CanvasRenderingContext2D, { events, plot, theme, view, x }: Placed): void {
  ctx.save();
  ctx.strokeStyle = theme.colour('warn');
  ctx.setLineDash([3, 3]);
  for (const { atMs } of events) {
    if (atMs < view.fromMs || atMs > view.toMs) continue;
    ctx.beginPath();
    ctx.moveTo(x(atMs), plot.top);
    ctx.lineTo(x(atMs), plot.top + plot.height);
    ctx.stroke();
  }
  ctx.restore();
}

import uPlot from 'uplot';
import { faded } from './theme.ts';
import type { PlotState } from './time-plot.ts';

/** Ramps are shaded, and a thin line parts the phases. */
export function drawPhases(plot: uPlot, { frame, theme }: PlotState): void {
  const { ctx, bbox } = plot;
  within(plot, () => {
    for (const { startMs, endMs, isRamp } of frame.phases) {
      const [from, to] = [plot.valToPos(startMs, 'x', true), plot.valToPos(endMs, 'x', true)];
      if (isRamp) {
        ctx.fillStyle = faded(theme.colour('text-2'), RAMP_ALPHA);
        ctx.fillRect(from, bbox.top, to - from, bbox.height);
      }
      if (startMs <= 0) continue;
      ctx.fillStyle = theme.colour('line');
      ctx.fillRect(Math.round(from), bbox.top, Math.max(1, Math.round(uPlot.pxRatio)), bbox.height);
    }
  });
}

const RAMP_ALPHA = 0.09;

/** Above the plot, each in the middle of what of its phase is in sight; left away where it finds no room. */
export function drawPhaseNames(plot: uPlot, { frame, theme }: PlotState): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = scaledFont(theme.font);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  ctx.fillStyle = theme.colour('text-2');
  let free = bbox.left;
  for (const { name, startMs, endMs } of frame.phases) {
    const from = Math.max(plot.valToPos(startMs, 'x', true), free);
    const to = Math.min(plot.valToPos(endMs, 'x', true), bbox.left + bbox.width);
    const text = shortened(ctx, name, to - from - 8 * uPlot.pxRatio);
    if (text === '') continue;
    ctx.fillText(text, (from + to) / 2, bbox.top - 6 * uPlot.pxRatio);
    // Phases of several scenarios run side by side: what lies under a name that is told already is not told.
    free = Math.max(free, to);
  }
  ctx.restore();
}

/** The text, or as much of its beginning as there is room for; empty where that would say nothing. */
function shortened(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  // Nothing longer is ever drawn, and measuring megabytes would take its time.
  const drawn = text.slice(0, 200);
  if (ctx.measureText(drawn).width <= room) return drawn;
  for (let length = drawn.length - 1; length > 2; length--) {
    const cut = `${drawn.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(cut).width <= room) return cut;
  }
  return '';
}

export function drawEvents(plot: uPlot, { frame, theme }: PlotState): void {
  if (frame.events.length === 0) return;
  const { ctx, bbox } = plot;
  within(plot, () => {
    ctx.strokeStyle = theme.colour('warn');
    ctx.globalAlpha = 0.8;
    ctx.lineWidth = uPlot.pxRatio;
    ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
    ctx.beginPath();
    for (const { atMs } of frame.events) {
      const at = Math.round(plot.valToPos(atMs, 'x', true)) + 0.5;
      ctx.moveTo(at, bbox.top);
      ctx.lineTo(at, bbox.top + bbox.height);
    }
    ctx.stroke();
  });
}

/** Lines across the plot with their rules; one that lies above what is in sight is told of at the upper edge. */
export function drawLimits(plot: uPlot, { lines, theme }: PlotState): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const labels = labelPlaces(bbox, ratio);
  within(plot, () => {
    ctx.font = scaledFont(theme.font);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.strokeStyle = theme.colour('bad');
    ctx.lineWidth = 1.25 * ratio;
    ctx.setLineDash([8 * ratio, 3 * ratio]);
    for (const { value, label } of [...(lines.spec.limits ?? [])].sort((left, right) => right.value - left.value)) {
      const at = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
      const isAbove = !(at >= bbox.top);
      if (!isAbove) {
        ctx.beginPath();
        ctx.moveTo(bbox.left, at);
        ctx.lineTo(bbox.left + bbox.width, at);
        ctx.stroke();
      }
      const text = shortened(ctx, isAbove ? `↑ ${label}` : label, bbox.width * 0.6);
      const place = labels(isAbove ? bbox.top : at, ctx.measureText(text).width);
      if (place === undefined) continue;
      ctx.fillStyle = faded(theme.colour('surface'), 0.8);
      ctx.fillRect(place.x - 2 * ratio, place.y - 10 * ratio, place.width + 4 * ratio, 13 * ratio);
      ctx.fillStyle = theme.colour('bad');
      ctx.fillText(text, place.x, place.y);
    }
  });
}

/** Places for labels beside lines, to the right: above the line where there is room, else below it; none that overlap. */
function labelPlaces(bbox: uPlot.BBox, ratio: number) {
  const taken: { x: number; y: number; width: number }[] = [];
  return (at: number, width: number) => {
    const above = at - 4 * ratio;
    const y = above - 10 * ratio >= bbox.top ? above : at + 12 * ratio;
    const beside = taken.filter((other) => Math.abs(other.y - y) < 13 * ratio).map((other) => other.x - 12 * ratio);
    const x = Math.min(bbox.left + bbox.width - 4 * ratio, ...beside) - width;
    if (!(x > bbox.left)) return undefined;
    const place = { x, y, width };
    taken.push(place);
    return place;
  };
}

function within(plot: uPlot, draw: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function scaledFont(font: string): string {
  return font.replace(/^(\d+)px/, (_, size: string) => `${Number(size) * uPlot.pxRatio}px`);
}

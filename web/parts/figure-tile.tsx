import type { ComponentChildren } from 'preact';
import type { Brush } from '../charts/specs.ts';

export interface FigureTileProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  /** Colour of the edge. */
  readonly brush?: Brush;
}

/** One figure with its name; several stand beside each other in a `FigureTiles`. */
export function FigureTile({ label, value, note, brush }: FigureTileProps) {
  return (
    <div class={`figure-tile ${brush === undefined ? '' : `figure-tile-edged brush-${brush}`}`}>
      <dt class="figure-tile-label">{label}</dt>
      <dd class="figure-tile-value">{value}</dd>
      {note !== undefined && <dd class="figure-tile-note">{note}</dd>}
    </div>
  );
}

/** Tiles in rows as wide as there is room. */
export function FigureTiles({ children }: { readonly children: ComponentChildren }) {
  return <dl class="figure-tiles">{children}</dl>;
}

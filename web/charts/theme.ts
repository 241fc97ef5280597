import { type Shared, shared, useShared } from './shared-value.ts';
import type { Brush } from './specs.ts';

/** What a canvas is drawn with, as the tokens are now. A new one with every change of them. */
export interface Theme {
  readonly isPrinting: boolean;
  readonly font: string;
  colour(token: Brush | 'text' | 'text-2' | 'line' | 'surface' | 'surface-2' | 'accent'): string;
}

/** The width to draw for on paper: what A4 upright leaves within usual margins and a frame, at 96 dots per inch. */
export const PRINT_WIDTH = 640;

const unstyled: Theme = { isPrinting: false, font: '11px sans-serif', colour: () => '#808080' };
let current: Shared<Theme> | undefined;

/** The theme as it is; on a server, one without colours. */
export function useTheme(): Theme {
  return useShared(themes());
}

function themes(): Shared<Theme> {
  current ??= typeof document === 'undefined' ? shared(unstyled) : watchedTheme();
  return current;
}

function watchedTheme(): Shared<Theme> {
  const theme = shared(readTheme(false));
  const paper = matchMedia('print');
  const root = document.documentElement;
  let before: string | null | undefined;
  // The system's dark colours would waste ink, and styles still tell of the screen when a page is about to be printed.
  const print = (isPrinting: boolean) => {
    if (isPrinting === (before !== undefined)) return;
    if (isPrinting) {
      before = root.getAttribute('data-theme');
      root.setAttribute('data-theme', 'light');
    } else {
      if (before == null) root.removeAttribute('data-theme');
      else root.setAttribute('data-theme', before);
      before = undefined;
    }
    theme.set(readTheme(isPrinting));
  };
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));
  paper.addEventListener('change', () => print(paper.matches));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => theme.set(readTheme(paper.matches)));
  return theme;
}

function readTheme(isPrinting: boolean): Theme {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  const read = (token: string) => style.getPropertyValue(`--${token}`).trim();
  return {
    isPrinting,
    font: `11px ${read('font') || 'sans-serif'}`,
    colour(token) {
      const name = token === 'dim' ? 'text-2' : token;
      const colour = known.get(name) ?? (read(name) || '#808080');
      known.set(name, colour);
      return colour;
    },
  };
}

/** The same colour, so much of it. */
export function faded(colour: string, alpha: number): string {
  const [red, green, blue] = rgbOf(colour);
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** Of `#rgb`, `#rrggbb` and `rgb(…)`; grey for anything else. */
export function rgbOf(colour: string): [number, number, number] {
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour)?.[1];
  if (digits !== undefined) {
    const wide = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
    const value = Number.parseInt(wide, 16);
    return [value >> 16, (value >> 8) & 0xff, value & 0xff];
  }
  const [red = 128, green = 128, blue = 128] = (colour.match(/^rgb/) ? (colour.match(/[\d.]+/g) ?? []) : []).map(
    Number,
  );
  return [red, green, blue];
}

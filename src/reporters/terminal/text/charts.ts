type Point = number | null;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/** Dots of a braille character from the bottom up, left and right. */
const LEFT_DOTS = [0x40, 0x04, 0x02, 0x01];
const RIGHT_DOTS = [0x80, 0x20, 0x10, 0x08];
const DOTS_HIGH = 4;

/** A bar for a share of 0 to 1, in eighths of a column; whatever is not nothing shows. */
export function bar(share: number, width: number): string {
  const clamped = Math.min(Math.max(Number.isFinite(share) ? share : 0, 0), 1);
  const eighths = clamped > 0 ? Math.max(1, Math.round(clamped * width * 8)) : 0;
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? '');
}

/** What is done and what is left of a line, to be painted apart. */
export function gauge(share: number, width: number): { readonly done: string; readonly left: string } {
  const clamped = Math.min(Math.max(Number.isFinite(share) ? share : 0, 0), 1);
  const full = Math.min(Math.round(clamped * width), width);
  return { done: '━'.repeat(full), left: '─'.repeat(width - full) };
}

const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A histogram of one line: neighbouring shares are joined where there are more of them than columns. */
export function columns(shares: readonly number[], width: number): string {
  const count = Math.min(width, shares.length);
  const joined = Array.from({ length: count }, (_, at) => {
    const [from, to] = [Math.floor((at * shares.length) / count), Math.floor(((at + 1) * shares.length) / count)];
    const part = shares.slice(from, to);
    return part.reduce((sum, share) => sum + (share > 0 ? share : 0), 0) / part.length;
  });
  const most = Math.max(...joined);
  if (!(most > 0)) return '';
  return joined.map((share) => (share > 0 ? HEIGHTS[Math.ceil((share / most) * HEIGHTS.length) - 1] : ' ')).join('');
}

interface AreaOptions {
  readonly width: number;
  readonly height: number;
  /** The value at the top. */
  readonly top: number;
}

/**
 * A filled chart of braille dots, two values to a column and four steps to a line, the newest at the right. Zero is a line of
 * dots at the bottom; where nothing was measured there is nothing.
 */
export function areaChart(values: readonly Point[], { width, height, top }: AreaOptions): string[] {
  const shown = values.slice(-2 * width);
  const padded = [...new Array<Point>(2 * width - shown.length).fill(null), ...shown];
  const levels = padded.map((value) => (value === null ? 0 : level(value / top, height * DOTS_HIGH)));
  return Array.from({ length: height }, (_, row) => {
    const base = (height - 1 - row) * DOTS_HIGH;
    let line = '';
    for (let at = 0; at < levels.length; at += 2) {
      const pattern = filled(levels[at] ?? 0, base, LEFT_DOTS) | filled(levels[at + 1] ?? 0, base, RIGHT_DOTS);
      line += pattern === 0 ? ' ' : String.fromCharCode(0x2800 + pattern);
    }
    return line;
  });
}

/** The nearest round number at or above: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** The greatest value measured; 0 without one. */
export function greatest(values: readonly Point[]): number {
  return values.reduce<number>((most, value) => (value !== null && value > most ? value : most), 0);
}

function level(share: number, steps: number): number {
  return Math.min(steps, Math.max(1, Math.round(share * steps)));
}

function filled(value: number, base: number, dots: readonly number[]): number {
  let pattern = 0;
  for (let at = 0; at < Math.min(value - base, DOTS_HIGH); at++) pattern |= dots[at] ?? 0;
  return pattern;
}

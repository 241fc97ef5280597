import { displayWidth } from '../text/text-width.ts';

/** What the block is drawn on: a terminal, or something that looks like one. */
export interface TerminalStream {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_LINE = '\x1b[2K';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * A block of lines at the bottom of the terminal, redrawn in place with one write: lines are overwritten and not cleared
 * first, so nothing flickers even where synchronized updates are unknown. The cursor is hidden meanwhile, and shown again
 * however the process ends.
 */
export class Screen {
  readonly #stream: TerminalStream;
  /** The lines on the screen now; undefined while the block is not there. */
  #drawn: readonly string[] | undefined;
  readonly #restore = () => this.#showCursor();

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  get columns(): number {
    return positive(this.#stream.columns, 80);
  }

  get rows(): number {
    return positive(this.#stream.rows, 24);
  }

  /** Draws the block anew, below lines that scroll away upwards. Lines have to be narrower than the screen. */
  draw(lines: readonly string[], above: readonly string[] = []): void {
    const start = this.#drawn === undefined ? this.#hideCursor() : '';
    // Lines above may be as long as they like, so nothing of the old block may be left beside their ends.
    const top = above.length === 0 ? this.#toTop() : this.#erased();
    const logs = above.map((line) => `${line}\r\n`).join('');
    const block = lines.map((line) => line + CLEAR_LINE_END).join('\r\n');
    // The cursor waits where the `^C` that terminals echo does not wrap to a line of its own.
    this.#stream.write(`${BEGIN_UPDATE}${start}${top}${logs}${block}${CLEAR_BELOW}\r${END_UPDATE}`);
    this.#drawn = lines;
  }

  /** Takes the block away and gives the terminal back. */
  clear(): void {
    if (this.#drawn === undefined) return;
    this.#stream.write(`${BEGIN_UPDATE}${this.#erased()}${END_UPDATE}`);
    this.#drawn = undefined;
    this.#showCursor();
  }

  #toTop(): string {
    if (this.#drawn === undefined) return '';
    const up = this.#rowsAbove(this.#drawn);
    return up > 0 ? `\x1b[${up}A\r` : '\r';
  }

  /** Row by row: a screen cleared from its top at once would be kept in the scrollback of some terminals. */
  #erased(): string {
    if (this.#drawn === undefined) return '';
    return `\r${CLEAR_LINE}${`\x1b[1A${CLEAR_LINE}`.repeat(this.#rowsAbove(this.#drawn))}`;
  }

  /** How far up the block begins at the present width: a narrower window has wrapped its lines. */
  #rowsAbove(lines: readonly string[]): number {
    const columns = this.columns;
    const taken = lines.map((line) => Math.max(1, Math.ceil(displayWidth(line) / columns)));
    const all = taken.reduce((sum, rows) => sum + rows, 0);
    return Math.max(0, Math.min(all, this.rows) - 1);
  }

  #hideCursor(): string {
    process.once('exit', this.#restore);
    return HIDE_CURSOR;
  }

  #showCursor(): void {
    process.off('exit', this.#restore);
    this.#stream.write(this.#drawn === undefined ? SHOW_CURSOR : `${SHOW_CURSOR}\r\n`);
    this.#drawn = undefined;
  }
}

function positive(value: number | undefined, otherwise: number): number {
  return value !== undefined && value > 0 ? Math.floor(value) : otherwise;
}

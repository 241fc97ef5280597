import { formatBytes, formatCount } from '../model/units.ts';
import { Screen } from '../reporters/terminal/live/screen.ts';
import { clock, wholePercent } from '../reporters/terminal/text/amounts.ts';
import { gauge } from '../reporters/terminal/text/charts.ts';
import { type Paint, paintFor } from '../reporters/terminal/text/paint.ts';
import { displayWidth, truncate } from '../reporters/terminal/text/text-width.ts';
import { toAscii } from '../reporters/terminal/text/to-ascii.ts';
import { isLive, lookOf, type Terminal } from './terminal.ts';

/** How far something is. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** Done before this began; no part of the rate. */
  readonly before: number;
  readonly unit: 'bytes' | 'rows';
  /** How many are done, of how many. */
  readonly files?: readonly [number, number];
}

export interface ProgressView {
  update(progress: Progress): void;
  /** A line of its own. */
  say(line: string): void;
  end(): void;
}

const DRAWN_EVERY_MS = 100;
const SAID_EVERY_MS = 5000;
const MAX_BAR = 40;
const MIN_BAR = 8;
/** A rate needs some time to be one. */
const MIN_RATE_MS = 300;

/** A bar with rate and time left on a terminal; elsewhere a line every few seconds. */
export function showProgress(options: {
  readonly terminal: Terminal;
  readonly title: string;
  readonly quiet: boolean;
}): ProgressView {
  const { terminal, title, quiet } = options;
  const look = lookOf(terminal.stderr, terminal.env);
  const screen = !quiet && isLive(terminal.stderr, terminal.env) ? new Screen(terminal.stderr) : undefined;
  const everyMs = screen === undefined ? SAID_EVERY_MS : DRAWN_EVERY_MS;
  const paint = paintFor(look.color);
  const startedMs = performance.now();
  let lastMs = screen === undefined ? startedMs : Number.NEGATIVE_INFINITY;
  const plain = (text: string) => (look.unicode ? text : toAscii(text));
  return {
    update(progress) {
      const now = performance.now();
      if (quiet || now - lastMs < everyMs) return;
      lastMs = now;
      const state = { title, progress, elapsedMs: now - startedMs };
      if (screen === undefined) terminal.stderr.write(`${plain(title)}: ${plain(figures(state))}\n`);
      else screen.draw([plain(bar(state, { width: screen.columns - 1, paint }))]);
    },
    say(line) {
      if (screen === undefined) terminal.stderr.write(`${line}\n`);
      else screen.draw([], [line]);
    },
    end: () => screen?.clear(),
  };
}

interface State {
  readonly title: string;
  readonly progress: Progress;
  readonly elapsedMs: number;
}

function bar(state: State, { width, paint }: { readonly width: number; readonly paint: Paint }): string {
  const name = truncate(state.title, 24);
  const text = truncate(figures(state), Math.max(10, width - displayWidth(name) - 3));
  const room = width - displayWidth(name) - displayWidth(text) - 3;
  if (room < MIN_BAR) return `${paint.bold(name)} ${text}`;
  const { done, left } = gauge(shareOf(state.progress), Math.min(MAX_BAR, room));
  return `${paint.bold(name)} ${paint.accent(done)}${paint.dim(left)}  ${text}`;
}

/** `42%  420 MB of 1 GB  512 MB/s  1s left`, as much of it as is known. */
function figures({ progress, elapsedMs }: State): string {
  const { done, all, before, unit, files } = progress;
  const amount = unit === 'bytes' ? formatBytes : (rows: number) => `${formatCount(Math.round(rows))} rows`;
  const perMs = elapsedMs < MIN_RATE_MS ? 0 : (done - before) / elapsedMs;
  return [
    wholePercent(shareOf(progress)).padStart(4),
    `${amount(done)} of ${amount(Math.max(done, all))}`,
    ...(perMs > 0 ? [`${amount(perMs * 1000)}/s`, `${clock(Math.max(0, all - done) / perMs)} left`] : []),
    ...(files === undefined ? [] : [`${formatCount(files[0])} of ${formatCount(Math.max(...files))} files`]),
  ].join('  ');
}

function shareOf({ done, all }: Progress): number {
  return all > 0 ? Math.min(1, done / all) : 0;
}

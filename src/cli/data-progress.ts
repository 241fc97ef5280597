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
  /** What is done last, of which nobody knows how long it takes. */
  readonly finishing?: string;
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
const MIN_BAR = 12;
const MAX_NAME = 24;
const MIN_NAME = 8;
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
      const isLast = progress.finishing !== undefined;
      if (quiet || (now - lastMs < everyMs && !isLast)) return;
      lastMs = now;
      const state = { title, progress, elapsedMs: now - startedMs };
      if (screen === undefined) terminal.stderr.write(`${plain(title)}: ${plain(figures(state).join('  '))}\n`);
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

/** As many figures as leave room for a bar. */
function bar(state: State, { width, paint }: { readonly width: number; readonly paint: Paint }): string {
  const name = truncate(state.title, Math.min(MAX_NAME, Math.max(MIN_NAME, width - MAX_BAR)));
  const all = figures(state);
  const room = (count: number) => width - displayWidth(name) - 3 - displayWidth(all.slice(0, count).join('  '));
  let shown = all.length;
  while (shown > 1 && room(shown) < MIN_BAR) shown--;
  const text = all.slice(0, shown).join('  ');
  if (room(shown) < MIN_BAR)
    return `${paint.bold(name)} ${truncate(text, Math.max(1, width - displayWidth(name) - 1))}`;
  const { done, left } = gauge(shareOf(state.progress), Math.min(MAX_BAR, room(shown)));
  return `${paint.bold(name)} ${paint.accent(done)}${paint.dim(left)}  ${text}`;
}

/** ` 42%`, `420 MB of 1 GB`, `1s left`, `512 MB/s`, `5 of 12 files`: as much of it as is known, what is wanted most first. */
function figures({ progress, elapsedMs }: State): readonly string[] {
  const { done, all, before, unit, files, finishing } = progress;
  if (finishing !== undefined)
    return [`making ${finishing}`, ...(files === undefined ? [] : [`${formatCount(files[0])} files`])];
  const most = Math.max(done, all);
  const perMs = elapsedMs < MIN_RATE_MS ? 0 : (done - before) / elapsedMs;
  const [amount, rate] =
    unit === 'bytes'
      ? [`${formatBytes(done)} of ${formatBytes(most)}`, `${formatBytes(perMs * 1000)}/s`]
      : [`${formatCount(done)} of ${formatCount(most)} rows`, `${formatCount(Math.round(perMs * 1000))} rows/s`];
  return [
    wholePercent(shareOf(progress)).padStart(4),
    amount,
    ...(perMs > 0 ? [`${clock(Math.max(0, all - done) / perMs)} left`, rate] : []),
    ...(files === undefined ? [] : [`${formatCount(files[0])} of ${formatCount(Math.max(...files))} files`]),
  ];
}

function shareOf({ done, all, finishing }: Progress): number {
  if (finishing !== undefined) return 1;
  return all > 0 ? Math.min(1, done / all) : 0;
}

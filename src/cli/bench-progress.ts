import { formatDuration } from '../model/units.ts';
import { Screen } from '../reporters/terminal/live/screen.ts';
import { gauge } from '../reporters/terminal/text/charts.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { paintFor } from '../reporters/terminal/text/paint.ts';
import { displayWidth, truncate } from '../reporters/terminal/text/text-width.ts';
import { toAscii } from '../reporters/terminal/text/to-ascii.ts';
import type { BenchProgress } from '../runs/bench.ts';
import { isLive, lookOf, type Terminal } from './terminal.ts';

export interface BenchProgressView {
  update(progress: BenchProgress): void;
  /** A line of its own. */
  say(line: string): void;
  end(): void;
}

const SAID_EVERY_MS = 10_000;
const MOST_BAR = 30;

/** One line that is drawn over, on a terminal; elsewhere one now and then. It costs next to nothing: the machine is being measured. */
export function showBenchProgress(terminal: Terminal, quiet: boolean): BenchProgressView {
  const look = lookOf(terminal.stderr, terminal.env);
  const screen = !quiet && isLive(terminal.stderr, terminal.env) ? new Screen(terminal.stderr) : undefined;
  const plain = (text: string) => (look.unicode ? text : toAscii(text));
  let saidMs = performance.now();
  return {
    update(progress) {
      if (quiet) return;
      if (screen !== undefined) {
        const paint = paintFor(look.color);
        const figures = figuresOf(progress);
        const room = screen.columns - 1 - displayWidth(figures) - 2;
        const { done, left } = gauge(shareOf(progress), Math.max(0, Math.min(MOST_BAR, room)));
        const name = room > MOST_BAR + 12 ? `  ${truncate(cleanText(progress.name), room - MOST_BAR - 2)}` : '';
        screen.draw([
          plain(`${paint.accent(done)}${paint.dim(left)}  ${truncate(figures, screen.columns - 1)}${paint.dim(name)}`),
        ]);
        return;
      }
      if (performance.now() - saidMs < SAID_EVERY_MS) return;
      saidMs = performance.now();
      terminal.stderr.write(`${plain(`${figuresOf(progress)}  ${cleanText(progress.name)}`)}\n`);
    },
    say(line) {
      if (screen === undefined) terminal.stderr.write(`${line}\n`);
      else screen.draw([], [line]);
    },
    end: () => screen?.clear(),
  };
}

function figuresOf({ stage, done, all, processes, mostProcesses, elapsedMs }: BenchProgress): string {
  if (stage === 'preparing') return `reading ${done + 1} of ${all} ${all === 1 ? 'file' : 'files'}`;
  const round = `process ${Math.min(processes + 1, mostProcesses)} of ${mostProcesses}`;
  return `${round}  ${formatDuration(Math.round(elapsedMs / 1000) * 1000)}`;
}

function shareOf({ stage, done, all, processes, mostProcesses }: BenchProgress): number {
  if (stage === 'preparing') return 0;
  return Math.min(1, (processes + done / Math.max(1, all)) / mostProcesses);
}

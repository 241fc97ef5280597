/**
 * reporters/terminal/ shows runs to people: a block that is redrawn while a run goes on (or a plain line every ten seconds
 * where there is no terminal), and a summary at its end. live/ and summary/ turn what comes in, LiveViews and Runs, into
 * lines, text/ knows about widths, colours and charts, and only live/screen.ts knows the terminal.
 */
import type { LiveView } from '../../model/live.ts';
import type { Run } from '../../model/run.ts';
import type { Reporter } from '../reporter.ts';
import { liveBlock } from './live/live-block.ts';
import { liveLine, logLine } from './live/live-line.ts';
import { Screen, type TerminalStream } from './live/screen.ts';
import { renderSummary } from './summary/summary.ts';

export interface TerminalReporterOptions {
  readonly stream: TerminalStream;
  readonly color: boolean;
  readonly unicode?: boolean;
  /** Nothing until the summary. */
  readonly quiet?: boolean;
  /** False for plain lines on a terminal too. */
  readonly live?: boolean;
  /** Where a run's results are kept, named at the end of the summary. */
  readonly files?: (run: Run) => readonly string[];
}

const LINE_EVERY_MS = 10_000;
const COLUMNS_WITHOUT_TERMINAL = 100;
const MOST_LOGS_AT_ONCE = 100;

/** Shows a run on a terminal, or in the log of a machine. */
export function createTerminalReporter(options: TerminalReporterOptions): Reporter {
  const { stream, quiet = false, live = true } = options;
  const show = quiet ? undefined : live && stream.isTTY === true ? redrawn(options) : lineByLine(options);
  return {
    second: (view) => show?.second(view),
    end: (run) => {
      show?.end();
      const { columns = COLUMNS_WITHOUT_TERMINAL } = stream;
      stream.write(`\n${renderSummary(run, { ...lookOf(options), columns, files: options.files?.(run) ?? [] })}`);
    },
  };
}

interface LiveShow {
  second(view: LiveView): void;
  end(): void;
}

function redrawn(options: TerminalReporterOptions): LiveShow {
  const { stream } = options;
  const screen = new Screen(stream);
  let last: LiveView | undefined;
  let ended = false;
  const draw = (view: LiveView, above: readonly string[]) => {
    // One column and one row stay free, so that neither wraps nor scrolls the screen.
    const room = { columns: Math.max(1, screen.columns - 1), rows: Math.max(1, screen.rows - 1) };
    screen.draw(liveBlock(view, { ...lookOf(options), ...room }), above);
  };
  const redraw = () => {
    if (last !== undefined) draw(last, []);
  };
  stream.on?.('resize', redraw);
  return {
    second: (view) => {
      if (ended) return;
      last = view;
      draw(view, logLines(view));
    },
    end: () => {
      stream.off?.('resize', redraw);
      ended = true;
      last = undefined;
      screen.clear();
    },
  };
}

function lineByLine({ stream }: TerminalReporterOptions): LiveShow {
  let nextMs = LINE_EVERY_MS;
  return {
    second: (view) => {
      const lines = [...logLines(view)];
      if (view.elapsedMs >= nextMs) {
        lines.push(liveLine(view));
        nextMs = (Math.floor(view.elapsedMs / LINE_EVERY_MS) + 1) * LINE_EVERY_MS;
      }
      if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
    },
    end: () => {},
  };
}

function logLines({ logs }: LiveView): string[] {
  const lines = logs.slice(0, MOST_LOGS_AT_ONCE).map(logLine);
  return logs.length > lines.length ? [...lines, `… ${logs.length - lines.length} more lines`] : lines;
}

function lookOf({ color, unicode = true }: TerminalReporterOptions): { color: boolean; unicode: boolean } {
  return { color, unicode };
}

import { Writable } from 'node:stream';
import type { Look } from '../reporters/terminal/text/paint.ts';

/** Where a command's words go, and what surrounds it. */
export interface Terminal {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

type Stream = Terminal['stdout'];

/** The terminal of this process. A reader that goes away (`plimsoll … | head`) is no reason to stop measuring. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };
}

/** Standard output for a report alone: whatever else writes there, such as `console.log` in a test, goes to standard error. */
export function reservedForReport(terminal: Terminal): Terminal {
  const { stdout, stderr } = terminal;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  const reserved = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => void write(chunk, encoding, () => done()),
  });
  return { ...terminal, stdout: reserved };
}

/** Writes all of a text, however long it is and slow its reader. */
export function writeAll(stream: Stream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}

/** Resolves when what was written has left this process; a stream that is broken has nothing left to wait for. */
export function flushed(stream: Stream): Promise<void> {
  if (stream.destroyed || stream.writableEnded || !stream.writable) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

/** FORCE_COLOR over NO_COLOR over what the stream is. */
export function wantsColor(stream: Stream, env: Terminal['env']): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return !/^(0|false)$/i.test(forced);
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** Whether lines may be drawn over: not on continuous integration, which keeps every one of them. */
export function isLive(stream: Stream, env: Terminal['env']): boolean {
  const onCi = (env.CI ?? '') !== '' && !/^(0|false)$/i.test(env.CI ?? '');
  return stream.isTTY === true && env.TERM !== 'dumb' && !onCi;
}

/** DEBUG=plimsoll:* asks for what --verbose gives. */
export function debugAsked(env: Terminal['env']): boolean {
  return (env.DEBUG ?? '').split(/[\s,]+/).some((name) => name === '*' || /^plimsoll(:|\*|$)/.test(name));
}

/** What the stream can show, for everything that is drawn on it. */
export function lookOf(stream: Stream, env: Terminal['env']): Look {
  return { columns: stream.columns ?? COLUMNS, color: wantsColor(stream, env), unicode: hasUnicode(env) };
}

const COLUMNS = 100;

/** Assumed, as containers seldom set a locale, unless one without it is asked for. */
function hasUnicode(env: Terminal['env']): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((each) => (each ?? '') !== '');
  return env.TERM !== 'dumb' && !/^(C|POSIX)$/.test(locale ?? '');
}

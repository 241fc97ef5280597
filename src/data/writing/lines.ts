import { closeSync, openSync, readSync } from 'node:fs';

/** A line of a text file, and where the next one begins. */
export interface Line {
  readonly text: string;
  readonly end: number;
}

const READ_BYTES = 2 ** 16;
/** A line holds at most a set's options, among them a schema of a few megabytes. */
const MAX_LINE_BYTES = 64_000_000;
const NEWLINE = 10;

/** The whole lines of a file without holding the file. What follows the last newline is none, nor is anything behind an endless one. */
export function* linesOf(path: string): Generator<Line> {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  const file = openSync(path, 'r');
  let open: Buffer[] = [];
  let openBytes = 0;
  let end = 0;
  try {
    for (;;) {
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, READ_BYTES, null));
      if (bytes.length === 0 || openBytes > MAX_LINE_BYTES) return;
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
        const rest = bytes.subarray(from, at);
        const line = open.length === 0 ? rest : Buffer.concat([...open, rest]);
        end += line.length + 1;
        yield { text: line.toString('utf8').replace(/\r$/, ''), end };
        [open, openBytes, from] = [[], 0, at + 1];
      }
      open.push(Buffer.from(bytes.subarray(from)));
      openBytes += bytes.length - from;
    }
  } finally {
    closeSync(file);
  }
}

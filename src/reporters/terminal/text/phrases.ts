import type { Look, Paint } from './paint.ts';
import { displayWidth, padEnd, truncate } from './text-width.ts';
import { toAscii } from './to-ascii.ts';

const SEPARATOR = ' · ';

/** Parts on one line, the last ones left away where they don't fit. */
export function joinParts(parts: readonly string[], { width, paint }: { width: number; paint: Paint }): string {
  let line = '';
  let used = 0;
  for (const part of parts.filter((each) => each !== '')) {
    const next = displayWidth(part) + (used === 0 ? 0 : SEPARATOR.length);
    if (used > 0 && used + next > width) break;
    line += used === 0 ? part : paint.dim(SEPARATOR) + part;
    used += next;
  }
  return truncate(line, width);
}

/** Parts on as many lines as they need. */
export function flowParts(parts: readonly string[], { width, paint }: { width: number; paint: Paint }): string[] {
  const lines: string[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const part of parts.filter((each) => each !== '')) {
    const next = displayWidth(part) + SEPARATOR.length;
    if (used + next > width) {
      lines.push([]);
      used = -SEPARATOR.length;
    }
    lines.at(-1)?.push(part);
    used += next;
  }
  return lines.map((each) => truncate(each.join(paint.dim(SEPARATOR)), width));
}

export function labelled(
  label: string,
  lines: readonly string[],
  { width, paint }: { width: number; paint: Paint },
): string[] {
  return lines.map((line, at) => paint.dim(padEnd(at === 0 ? label : '', width)) + line);
}

/** The last touch: no line wider than the screen, and none with characters it lacks. */
export function finish(lines: readonly string[], { columns, unicode }: Look): string[] {
  return lines.map((line) => {
    const cut = truncate(line, columns).trimEnd();
    return unicode ? cut : toAscii(cut);
  });
}

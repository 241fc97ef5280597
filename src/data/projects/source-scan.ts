/** Source text of which strings, comments and regular expressions are blanked out, so that code can be told from what looks like it. */
export interface ScannedSource {
  /** As long as the source, with the same line breaks. */
  readonly code: string;
  /** Line by line: whether it holds code, only comment, or nothing. */
  readonly lines: { readonly total: number; readonly code: number; readonly comment: number; readonly blank: number };
}

interface Scan {
  readonly source: string;
  readonly code: string[];
  /** Up to where `code` was filled. */
  at: number;
  /** Braces open in each `${…}` of a template that is being read. */
  readonly templates: number[];
}

/** Before these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(^|[([{,;=:!&|?+\-*%<>~^]|\b(return|typeof|case|in|of|do|else|await|yield|void|throw))\s*$/;
const LOOK_BACK = 24;

/** Reads JavaScript or TypeScript once from beginning to end; text that isn't well formed ends in what was read so far. */
export function scanSource(source: string): ScannedSource {
  const scan: Scan = { source, code: [], at: 0, templates: [] };
  while (scan.at < source.length) step(scan);
  const code = scan.code.join('');
  return { code, lines: countLines(source, code) };
}

function step(scan: Scan): void {
  const { source, at } = scan;
  const next = source[at] ?? '';
  if (next === '/' && source[at + 1] === '/') blank(scan, endOf(source, '\n', at));
  else if (next === '/' && source[at + 1] === '*') blank(scan, endOf(source, '*/', at + 2) + 2);
  else if (next === '"' || next === "'") quoted(scan, next);
  else if (next === '`') template(scan);
  else if (next === '/' && startsRegex(scan)) blank(scan, regexEnd(source, at));
  else if (next === '}' && scan.templates.at(-1) === 0) closeTemplateSlot(scan);
  else plain(scan, next);
}

function plain(scan: Scan, next: string): void {
  const open = scan.templates.length - 1;
  if (open >= 0 && (next === '{' || next === '}')) {
    scan.templates[open] = (scan.templates[open] ?? 0) + (next === '{' ? 1 : -1);
  }
  scan.code.push(next);
  scan.at++;
}

/** Keeps the quotes, blanks what is between them. */
function quoted(scan: Scan, quote: string): void {
  let end = scan.at + 1;
  while (end < scan.source.length && scan.source[end] !== quote && scan.source[end] !== '\n') {
    end += scan.source[end] === '\\' ? 2 : 1;
  }
  scan.code.push(quote);
  scan.at++;
  blank(scan, end);
  if (scan.source[scan.at] === quote) plain(scan, quote);
}

function template(scan: Scan): void {
  scan.code.push('`');
  scan.at++;
  templateText(scan);
}

/** Up to the closing backtick, or into the next `${`. */
function templateText(scan: Scan): void {
  const { source } = scan;
  let end = scan.at;
  while (end < source.length && source[end] !== '`') {
    if (source[end] === '$' && source[end + 1] === '{') {
      blank(scan, end);
      scan.code.push('  ');
      scan.at += 2;
      scan.templates.push(0);
      return;
    }
    end += source[end] === '\\' ? 2 : 1;
  }
  blank(scan, end);
  if (scan.at < source.length) {
    scan.code.push('`');
    scan.at++;
  }
}

function closeTemplateSlot(scan: Scan): void {
  scan.templates.pop();
  scan.code.push(' ');
  scan.at++;
  templateText(scan);
}

function startsRegex({ code, source, at }: Scan): boolean {
  if (regexEnd(source, at) === at) return false;
  return BEFORE_REGEX.test(code.slice(-LOOK_BACK).join(''));
}

/** The end of a regular expression that begins at `start`, or `start` where the line ends before it does. */
function regexEnd(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length && source[at] !== '\n'; at++) {
    const next = source[at];
    if (next === '\\') at++;
    else if (next === '[') inClass = true;
    else if (next === ']') inClass = false;
    else if (next === '/' && !inClass) return at + 1;
  }
  return start;
}

function blank(scan: Scan, end: number): void {
  const upTo = Math.min(end, scan.source.length);
  scan.code.push(scan.source.slice(scan.at, upTo).replace(/[^\n]/g, ' '));
  scan.at = upTo;
}

function endOf(source: string, text: string, from: number): number {
  const found = source.indexOf(text, from);
  return found < 0 ? source.length : found;
}

function countLines(source: string, code: string): ScannedSource['lines'] {
  const written = source.replace(/\n$/, '').split('\n');
  const blanked = code.split('\n');
  const counts = { total: source === '' ? 0 : written.length, code: 0, comment: 0, blank: 0 };
  if (source === '') return counts;
  written.forEach((line, at) => {
    if (line.trim() === '') counts.blank++;
    else if ((blanked[at] ?? '').trim() === '') counts.comment++;
    else counts.code++;
  });
  return counts;
}

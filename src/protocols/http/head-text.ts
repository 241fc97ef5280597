/** Reads headers out of a response's head as text. */

/** All headers by lower-case name; repeated ones joined with `, ` (`set-cookie` with newlines). */
export function parseHeaders(head: string): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  const text = FOLD.test(head) ? head.replace(FOLDS, ' ') : head;
  eachLine(text, (start, colon, end) => {
    const name = text.slice(start, colon).toLowerCase();
    const value = text.slice(colon + 1, end).trim();
    const known = headers[name];
    headers[name] = known === undefined ? value : `${known}${name === 'set-cookie' ? '\n' : ', '}${value}`;
    return true;
  });
  return headers;
}

/** Whether a header is there, without taking the others apart. */
export function hasHeader(head: string, lowerCaseName: string): boolean {
  const { length } = lowerCaseName;
  const first = lowerCaseName.charCodeAt(0);
  let found = false;
  eachLine(head, (start, colon) => {
    const isNamed = colon - start === length && (head.charCodeAt(start) | 0x20) === first;
    found = isNamed && head.slice(start, colon).toLowerCase() === lowerCaseName;
    return !found;
  });
  return found;
}

/** The value of a header, empty where there is none; of repeated ones the first. The others are not taken apart. */
export function headerIn(head: string, lowerCaseName: string): string {
  const { length } = lowerCaseName;
  const first = lowerCaseName.charCodeAt(0);
  let value = '';
  eachLine(head, (start, colon, end) => {
    const isNamed = colon - start === length && (head.charCodeAt(start) | 0x20) === (first | 0x20);
    if (!isNamed || head.slice(start, colon).toLowerCase() !== lowerCaseName) return true;
    value = head.slice(colon + 1, end).trim();
    return false;
  });
  return value;
}

/** A line that begins with a blank continues the one before (obsolete, RFC 9112, 5.2). */
const FOLD = /\n[ \t]/;
const FOLDS = /[ \t]*\r?\n[ \t]+/g;

type Visit = (start: number, colon: number, end: number) => boolean;

/** Lines after the first that have a name, while `visit` returns true. */
function eachLine(head: string, visit: Visit): void {
  let start = head.indexOf('\n') + 1;
  while (start > 0 && start < head.length) {
    const newline = head.indexOf('\n', start);
    const end = newline === -1 ? head.length : newline;
    const colon = head.indexOf(':', start);
    if (colon > start && colon < end && !visit(start, colon, end)) return;
    start = end + 1;
  }
}

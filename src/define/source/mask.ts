/**
 * The text of a script with everything blanked that is no code: comments, and what stands within strings, templates and
 * regular expressions. As long as the text itself, so that places in one are places in the other.
 */
export function maskScript(text: string): string {
  let masked = '';
  while (masked.length < text.length) masked += nextPiece(text, masked);
  return masked;
}

/** What is blanked keeps its ends: the quotes of a string tell that a string stands there. */
function nextPiece(text: string, masked: string): string {
  const at = masked.length;
  const character = text[at] ?? '';
  if (text.startsWith('//', at)) return blank(text.slice(at, endOf(text, '\n', at)));
  if (text.startsWith('/*', at)) return blank(text.slice(at, endOf(text, '*/', at + 2) + 2));
  if (character === '"' || character === "'") return quoted(text.slice(at, endOfString(text, at)));
  if (character === '`') return quoted(text.slice(at, endOfTemplate(text, at)));
  if (character === '/' && mayBeginPattern(masked)) return quoted(text.slice(at, endOfPattern(text, at)));
  return character;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote || text[at] === '\n') return at + 1;
  }
  return text.length;
}

/** Templates may hold code that holds templates. */
function endOfTemplate(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) at = endOfSubstitution(text, at + 2) - 1;
  }
  return text.length;
}

function endOfSubstitution(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '`') at = endOfTemplate(text, at) - 1;
    else if (character === '"' || character === "'") at = endOfString(text, at) - 1;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfPattern(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '\n') return start + 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return start + 1;
}

/** A slash divides after a value, and begins a regular expression anywhere else. */
function mayBeginPattern(before: string): boolean {
  const code = before.slice(-40).trimEnd();
  return code === '' || /[(,=:[!&|?{};+\-*%<>~^]$|\b(?:return|typeof|case|in|of)$/.test(code);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function quoted(text: string): string {
  if (text.length < 2) return text;
  return `${text[0]}${blank(text.slice(1, -1))}${text.at(-1)}`;
}

const SGR = /\x1b\[[\d;]*m/g;
/** Characters of one column that never join others: most text, and what charts are drawn with. */
const NARROW =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u259f\u2713\u2717\u2800-\u28ff]*$/;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/u;
const EMOJI = /^\p{Emoji_Presentation}/u;
/** East Asian Width W and F, from Unicode's EastAsianWidth.txt, in blocks. */
const WIDE =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text takes in a terminal; its colours take none. */
export function displayWidth(text: string): number {
  const plain = text.includes('\x1b') ? text.replace(SGR, '') : text;
  if (NARROW.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of segmenter.segment(plain)) width += graphemeWidth(segment);
  return width;
}

/** No wider than `width`: what does not fit makes room for `…`. Colours begun are ended. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  let colored = false;
  for (const { text: piece, isColor } of pieces(text)) {
    if (isColor) {
      kept += piece;
      colored = piece !== '\x1b[0m';
      continue;
    }
    for (const { segment } of segmenter.segment(piece)) {
      const next = graphemeWidth(segment);
      if (used + next > width - 1) return `${kept}…${colored ? '\x1b[0m' : ''}`;
      kept += segment;
      used += next;
    }
  }
  return kept;
}

/** The same from the other end, for text without colours. */
export function truncateStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 1;
  for (const grapheme of graphemes(text).reverse()) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    kept = grapheme + kept;
  }
  return width > 0 ? `…${kept}` : '';
}

/** The same from the middle, where names differ least; for text without colours. */
export function truncateMiddle(text: string, width: number): string {
  const all = displayWidth(text);
  if (all <= width) return text;
  if (width < 5) return truncate(text, width);
  const start = truncate(text, Math.ceil(width / 2));
  const end = truncateStart(text, width - displayWidth(start) + 1);
  return start + end.slice(1);
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Broken at spaces, and inside words only where one alone is too wide. For text without colours. */
export function wrapText(text: string, width: number): string[] {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((each) => broken(each, room))) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= room) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The characters as people count them. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (NARROW.test(grapheme)) return grapheme.length;
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) || grapheme.includes('\ufe0f') ? 2 : 1;
}

function* pieces(text: string): Generator<{ text: string; isColor: boolean }> {
  let at = 0;
  for (const match of text.matchAll(SGR)) {
    yield { text: text.slice(at, match.index), isColor: false };
    yield { text: match[0], isColor: true };
    at = match.index + match[0].length;
  }
  yield { text: text.slice(at), isColor: false };
}

function broken(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return word === '' ? [] : [word];
  const parts = [''];
  let used = 0;
  for (const { segment } of segmenter.segment(word)) {
    const next = graphemeWidth(segment);
    if (used + next > width) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += segment;
    used += next;
  }
  return parts.filter((part) => part !== '');
}

import { displayWidth, graphemes } from './text-width.ts';

const REPLACED: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '…': '~',
  '·': '|',
  '•': '-',
  '→': '>',
  '↓': 'v',
  '↑': '^',
  '–': '-',
  '—': '-',
  '−': '-',
  '×': 'x',
  '≈': '~',
  '≤': '<',
  '≥': '>',
  µ: 'u',
  σ: 's',
  κ: 'k',
  '²': '2',
  '━': '=',
  '╸': '=',
  '─': '-',
  '│': '|',
  '┤': '|',
  '┴': '+',
  '└': '+',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '#',
  '▍': '-',
  '▎': '-',
  '▏': '-',
  '∞': '8',
  '▁': '.',
  '▂': '.',
  '▃': ':',
  '▄': ':',
  '▅': '+',
  '▆': '+',
  '▇': '#',
  '±': '+',
  '›': '>',
};

const BY_DOTS = [' ', '.', '.', ':', ':', '+', '+', '#', '#'];

/** The same line in as many columns for terminals without Unicode. */
export function toAscii(line: string): string {
  if (/^[\x00-\x7f]*$/.test(line)) return line;
  let ascii = '';
  for (const grapheme of graphemes(line)) ascii += asciiFor(grapheme);
  return ascii;
}

function asciiFor(grapheme: string): string {
  const code = grapheme.codePointAt(0) ?? 0;
  if (grapheme.length === 1 && code < 0x80) return grapheme;
  if (code >= 0x2800 && code <= 0x28ff) return BY_DOTS[dots(code & 0xff)] ?? '#';
  return REPLACED[grapheme] ?? '?'.repeat(displayWidth(grapheme));
}

function dots(pattern: number): number {
  let count = 0;
  for (let rest = pattern; rest > 0; rest &= rest - 1) count++;
  return count;
}

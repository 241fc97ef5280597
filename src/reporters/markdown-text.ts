const MOST_CHARACTERS = 300;
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]+/g;
const ZERO_WIDTH_SPACE = '\u200B';

/** Foreign text as prose: no markup, link, mention or reference comes of it, and it stays on its line and in its cell. */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()!|~:$]|(?<=www)\./gi, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[@#]|\bGH-(?=\d)/gi, `$&${ZERO_WIDTH_SPACE}`);
}

/** Foreign text in a code span, which can't be ended from within; fit for table cells too. */
export function code(text: string): string {
  const line = oneLine(text)
    .replace(/\\+(?=\|)/g, `$&${ZERO_WIDTH_SPACE}`)
    .replaceAll('|', '\\|');
  if (line === '') return '';
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  // The first column is text, the others are numbers.
  const rule = header.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

function oneLine(text: string): string {
  const line = text.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
  // Without half a character at its end.
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1).replace(/\p{Surrogate}$/u, '')}…` : line;
}

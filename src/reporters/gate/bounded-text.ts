/** How long a text may get. */
export interface Bounds {
  readonly most: number;
  /** GitHub counts the characters of a comment, and the bytes of a summary. */
  readonly of: 'characters' | 'bytes';
}

/** Something that is left out row by row, or whole, where there is no room. */
export interface Section {
  readonly head: string;
  /** Each with the end of its line. */
  readonly rows: readonly string[];
  readonly tail: string;
  /** Short, and goes before the rows of others where there is no room for all. */
  readonly isKept?: true;
}

export interface Document {
  readonly first: string;
  readonly sections: readonly Section[];
  readonly last: string;
}

/** Joins a document's parts, whole rows only, so that it keeps its bounds; what was left out is said. */
export function boundedText({ first, sections, last }: Document, bounds: Bounds): string {
  const size = (text: string) => (bounds.of === 'bytes' ? Buffer.byteLength(text) : text.length);
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  let room = bounds.most - size(first) - size(last) - size(notice(total, total)) - 3 * size(BETWEEN) - 1;
  const kept = sections.filter(({ isKept }) => isKept);
  const sizeOfKept = kept.reduce((sum, section) => sum + size(textOf(section)) + size(BETWEEN), 0);
  const reserved = sizeOfKept <= room / 4 ? sizeOfKept : 0;
  room -= reserved;
  let left = 0;
  const parts = [first];
  for (const section of sections) {
    if (section.isKept) {
      if (reserved > 0) parts.push(textOf(section));
      continue;
    }
    const { text, omitted } = fitted(section, room - size(BETWEEN), size);
    left += omitted;
    if (text === '') continue;
    parts.push(text);
    room -= size(text) + size(BETWEEN);
  }
  if (left > 0) parts.push(notice(left, total));
  return `${[...parts, last].join(BETWEEN)}\n`;
}

const BETWEEN = '\n\n';

function notice(left: number, total: number): string {
  return `> **This view is cut:** ${left} of ${total} lines are left out, the gravest are shown. All of them are in the reports of the job (\`--json\`, \`--junit\`).`;
}

function textOf({ head, rows, tail }: Section): string {
  return `${head}${rows.join('')}${tail}`;
}

function fitted({ head, rows, tail }: Section, room: number, size: (text: string) => number) {
  let text = head;
  let taken = size(head) + size(tail);
  let count = 0;
  for (const row of rows) {
    const more = size(row);
    if (taken + more > room) break;
    text += row;
    taken += more;
    count++;
  }
  const fits = taken <= room && (count > 0 || rows.length === 0);
  if (!fits) return { text: '', omitted: rows.length };
  return { text: (text + tail).replace(/\n+$/, ''), omitted: rows.length - count };
}

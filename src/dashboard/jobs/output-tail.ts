const MOST_CHARACTERS = 64 * 1024;
/** Sequences that colour, move and name things on a terminal (ECMA-48: CSI, OSC and the like, single escapes). */
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])|\x9b[0-?]*[ -/]*[@-~]/g;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
/** One that has only begun to arrive, unless it goes on for ever. */
const UNFINISHED = /(?:\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)?|\x9b[0-?]*[ -/]*)$/;
const LONGEST_SEQUENCE = 256;

/** The end of what a process writes, as plain text. */
export class OutputTail {
  #text = '';
  #pending = '';

  add(piece: string): void {
    const text = this.#pending + piece;
    const at = text.search(UNFINISHED);
    const isPending = at >= 0 && text.length - at <= LONGEST_SEQUENCE;
    this.#pending = isPending ? text.slice(at) : '';
    const plain = (isPending ? text.slice(0, at) : text)
      .replace(SEQUENCES, '')
      .replace(/\r\n/g, '\n')
      .replace(CONTROLS, '');
    this.#text += plain;
    // Not for every line that comes: cutting copies all of it.
    if (this.#text.length > 2 * MOST_CHARACTERS) this.#text = cut(this.#text);
  }

  text(): string {
    return cut(this.#text);
  }
}

/** Whole lines as far as there are any, and never half of a character. */
function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const tail = text.slice(-MOST_CHARACTERS);
  const line = tail.indexOf('\n');
  return line >= 0 && line < tail.length - 1 ? tail.slice(line + 1) : tail.replace(/^[\udc00-\udfff]/, '');
}

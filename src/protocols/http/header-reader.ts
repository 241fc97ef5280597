import { headerIn } from './head-text.ts';

/**
 * Reads one header out of many heads. A server spells it alike in all of them, so it is looked for as it was spelled last before
 * lines are taken apart.
 */
export class HeaderReader {
  readonly #name: string;
  /** With the line feed before it and the colon after. */
  #spelling: string;

  constructor(lowerCaseName: string) {
    this.#name = lowerCaseName;
    this.#spelling = `\n${lowerCaseName}:`;
  }

  /** Empty where there is none; of repeated ones the first spelled so. */
  read(head: string): string {
    const at = head.indexOf(this.#spelling);
    if (at >= 0) return valueAt(head, at + this.#spelling.length);
    const value = headerIn(head, this.#name);
    if (value !== '') this.#learn(head);
    return value;
  }

  #learn(head: string): void {
    const at = head.toLowerCase().indexOf(`\n${this.#name}:`);
    if (at >= 0) this.#spelling = head.slice(at, at + this.#name.length + 2);
  }
}

function valueAt(head: string, start: number): string {
  const newline = head.indexOf('\n', start);
  return head.slice(start, newline < 0 ? head.length : newline).trim();
}

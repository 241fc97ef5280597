/** Lines out of pieces of text, however they were cut; one that is too long is told once, and nothing after it. */
export class LineReader {
  readonly #longest: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #pieces: string[] = [];
  #length = 0;
  #isOver = false;

  constructor(longest: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#longest = longest;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  add(text: string): void {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0 && !this.#isOver; at = text.indexOf('\n', from)) {
      this.#keep(text.slice(from, at));
      from = at + 1;
      if (this.#isOver) return;
      const line = this.#pieces.join('');
      this.#pieces = [];
      this.#length = 0;
      this.#onLine(line);
    }
    if (!this.#isOver && from < text.length) this.#keep(text.slice(from));
  }

  /** Nothing more is read. */
  end(): void {
    this.#isOver = true;
    this.#pieces = [];
  }

  #keep(piece: string): void {
    this.#length += piece.length;
    if (this.#length > this.#longest) {
      this.end();
      this.#onTooLong();
    } else this.#pieces.push(piece);
  }
}

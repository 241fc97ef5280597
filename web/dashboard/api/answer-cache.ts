/** The newest answers by path: what a page shows at once when one comes back to it, until the server has answered anew. */
export class AnswerCache {
  readonly #most: number;
  readonly #answers = new Map<string, unknown>();
  readonly #laidBy = new Set<string>();

  constructor(most = 24) {
    this.#most = most;
  }

  get<T>(path: string): T | undefined {
    return this.#answers.get(path) as T | undefined;
  }

  /** Keeps an answer for a page that is about to ask for it, and need not. */
  layBy(path: string, answer: unknown): void {
    this.set(path, answer);
    this.#laidBy.add(path);
  }

  /** Once for each that was laid by. */
  takeLaidBy(path: string): boolean {
    return this.#laidBy.delete(path);
  }

  set(path: string, answer: unknown): void {
    this.#answers.delete(path);
    this.#answers.set(path, answer);
    if (this.#answers.size <= this.#most) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      return;
    }
  }
}

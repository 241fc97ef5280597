/** What was asked of the server, by route: there are as many as the table of routes has. */
export class Traffic {
  readonly #counts = new Map<
    string,
    { readonly route: string; readonly method: string; readonly status: number; count: number }
  >();

  count(route: string, method: string, status: number): void {
    const known = /^(?:GET|HEAD|POST)$/.test(method) ? method : 'other';
    const key = `${known} ${route} ${status}`;
    const found = this.#counts.get(key);
    if (found === undefined) this.#counts.set(key, { route, method: known, status, count: 1 });
    else found.count++;
  }

  counts(): readonly {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly count: number;
  }[] {
    return [...this.#counts.values()];
  }
}

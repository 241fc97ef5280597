/** One event as it was received. */
export class ServerSentEvent {
  /** `message` where the server gave no name. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream has set, empty before the first. */
  readonly id: string;
  /** When it came, in milliseconds since 1970. */
  readonly receivedAt: number;
  #json: { readonly value: unknown } | undefined;

  constructor({ event, data, id, receivedAt }: Pick<ServerSentEvent, 'event' | 'data' | 'id' | 'receivedAt'>) {
    this.event = event;
    this.data = data;
    this.id = id;
    this.receivedAt = receivedAt;
  }

  /** The data as JSON; throws a SyntaxError that shows the start of what came instead. */
  json<T = unknown>(): T {
    if (this.#json === undefined) {
      try {
        this.#json = { value: JSON.parse(this.data) };
      } catch (cause) {
        const shown = JSON.stringify(this.data.length > 80 ? `${this.data.slice(0, 80)}…` : this.data);
        throw new SyntaxError(`the data of the event '${this.event}' is not JSON: ${shown}`, { cause });
      }
    }
    return this.#json.value as T;
  }
}

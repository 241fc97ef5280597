import { UserError } from '../../errors/user-error.ts';
import { HttpResponse } from '../../protocols/http/response.ts';
import type { EventFilter, EventStream } from '../../protocols/sse/event-stream.ts';
import { eventStream, stretched } from '../event-streams.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import { isThenable } from '../thenable.ts';
import type { EventsOptions, NextEventOptions, ServerEvent, UserEvents, UserResponse } from '../user.ts';
import type { UserState } from '../user-state.ts';

/** The stream that a script asks for: a kept one to the same URL, or one to be opened. */
export function streamFor(
  state: UserState,
  group: MeasuredGroup,
  { keep = false, ...draft }: EventsOptions & { readonly url: string },
): EventStream {
  const { streams, context, session } = state;
  const { url } = draft;
  const name = `url ${url}`;
  const kept = keep ? streams.kept(name, url) : undefined;
  if (kept !== undefined) return kept;
  const stream = eventStream(draft, { context, group }, session);
  if (keep) streams.name(name, { stream, keptUrl: url });
  else streams.add(stream);
  return stream;
}

/** An event stream as scripts see it. */
export class ScriptEvents implements UserEvents {
  readonly #stream: EventStream;
  readonly #state: UserState;

  constructor(stream: EventStream, state: UserState) {
    this.#stream = stream;
    this.#state = state;
  }

  get open(): boolean {
    return this.#stream.isOpen;
  }

  get response(): UserResponse {
    return this.#stream.response ?? UNANSWERED;
  }

  get received(): number {
    return this.#stream.received;
  }

  get lastEventId(): string {
    return this.#stream.lastEventId;
  }

  get error(): UserEvents['error'] {
    return this.#stream.failure?.kind;
  }

  get errorText(): string | undefined {
    return this.#stream.failure?.text;
  }

  next({ event, match, timeout }: NextEventOptions = {}): Promise<ServerEvent | undefined> {
    const { context } = this.#state;
    try {
      const timeoutMs = timeout === undefined ? context.settings.timeoutMs : stretched(timeout, { context });
      return this.#next({ event, match }, timeoutMs);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ServerEvent, void, void> {
    for (;;) {
      const event = await this.#next({}, Number.POSITIVE_INFINITY);
      if (event === undefined) return;
      yield event;
    }
  }

  close(): void {
    this.#stream.close();
  }

  #next({ event, match }: EventFilter, timeoutMs: number): Promise<ServerEvent | undefined> {
    // Nothing goes on once the user is gone.
    if (this.#state.closed) return new Promise(() => {});
    return this.#stream.next({ event, match: match === undefined ? undefined : decided(match) }, timeoutMs);
  }
}

function decided(match: NonNullable<EventFilter['match']>): NonNullable<EventFilter['match']> {
  return (event) => {
    const held = match(event);
    if (!isThenable(held)) return held;
    // Nobody is to hear of it besides.
    held.then(undefined, () => {});
    throw new UserError('the match of an event is async, so it would always hold', {
      code: 'ASYNC_CHECK',
      hint: 'let it decide by what the event has, and await the rest before or after',
    });
  };
}

const UNANSWERED = new HttpResponse({
  status: 0,
  url: '',
  method: 'GET',
  durationUs: 0,
  bodyBytes: 0,
  maxBodyBytes: 0,
});

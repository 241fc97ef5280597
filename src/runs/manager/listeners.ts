import type { ManagerEvent, ManagerEvents, ManagerListener } from './manager-events.ts';

type AnyListener = (event: ManagerEvent) => unknown;

/**
 * Whoever wants to hear of events. What a listener throws, or rejects with, disturbs neither the run nor other listeners: it is
 * told as an `error` event, and where nobody listens for those, as a warning of the process.
 */
export class Listeners {
  readonly #byName = new Map<string, Set<AnyListener>>();
  readonly #all = new Set<AnyListener>();
  readonly #above: Listeners | undefined;

  /** Events are told to those `above` as well. */
  constructor(above?: Listeners) {
    this.#above = above;
  }

  /** Returns what ends the listening. */
  on<Name extends keyof ManagerEvents>(name: Name, listener: ManagerListener<Name>): () => void {
    // The same function may listen more than once.
    const own = (event: ManagerEvent): unknown => listener(event as ManagerEvents[Name]);
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners.add(own));
    return () => listeners.delete(own);
  }

  onAll(listener: (event: ManagerEvent) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  clear(): void {
    this.#byName.clear();
    this.#all.clear();
  }

  tell(event: ManagerEvent): void {
    const isHeard = this.#call(event);
    if (event.type === 'error' && !isHeard) warn(event.error);
  }

  #call(event: ManagerEvent): boolean {
    const named = [...(this.#byName.get(event.type) ?? [])];
    for (const listener of [...named, ...this.#all]) this.#guarded(listener, event);
    const above = this.#above;
    if (above === undefined) return named.length > 0;
    return above.#call(event) || named.length > 0;
  }

  #guarded(listener: AnyListener, event: ManagerEvent): void {
    const failed = (error: unknown): void => {
      if (event.type === 'error') warn(error);
      else {
        const { id, name } = event;
        this.tell({ type: 'error', id, name, error, while: `a listener for '${event.type}' was called` });
      }
    };
    try {
      const result = listener(event);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

function warn(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(text, { type: 'LoadTestManagerWarning' });
}

import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that several charts show, and any of them may change. */
export interface Shared<T> {
  get(): T;
  set(value: T): void;
  /** Told after each change, until what it returns is called. */
  subscribe(listener: () => void): () => void;
}

export function shared<T>(initial: T): Shared<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useShared<T>(source: Shared<T>): T {
  const [, setCount] = useState(0);
  const value = source.get();
  useLayoutEffect(() => {
    const redraw = () => setCount((count) => count + 1);
    // Another's effect may have changed it since it was drawn.
    if (!Object.is(source.get(), value)) redraw();
    return source.subscribe(redraw);
  }, [source]);
  return value;
}

import { waitMs } from './back-off.ts';
import { StreamWatch } from './stream-watch.ts';

export interface StreamHandlers<T> {
  onMessage(message: T): void;
  onOpen?(): void;
  /** Each time it was lost; it is tried again unless this comes to `false`. */
  onLost?(failures: number): unknown;
}

/** Whoever goes to another tab for so long finds everything as it was. */
export const HIDDEN_MS = 5000;

/**
 * Server-sent events that come back by themselves. While nobody looks at the page the stream is closed: browsers allow a
 * server six connections in all its tabs.
 */
export function openStream<T>(path: string, handlers: StreamHandlers<T>): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isClosed = false;

  const watch = new StreamWatch(() => void lost());
  const close = (): void => {
    clearTimeout(timer);
    watch.stop();
    source?.close();
    source = undefined;
  };
  const lost = async (): Promise<void> => {
    close();
    failures++;
    const answer = await handlers.onLost?.(failures);
    if (isClosed || answer === false || document.hidden) return;
    timer = setTimeout(open, waitMs(failures));
  };
  const open = (): void => {
    close();
    source = new EventSource(path);
    source.onopen = () => {
      failures = 0;
      watch.start();
      handlers.onOpen?.();
    };
    source.onmessage = (event) => {
      watch.heard();
      handlers.onMessage(JSON.parse(event.data));
    };
    source.onerror = () => void lost();
  };
  const onVisibility = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, HIDDEN_MS);
    else if (source === undefined) open();
  };

  document.addEventListener('visibilitychange', onVisibility);
  if (!document.hidden) open();
  return () => {
    isClosed = true;
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

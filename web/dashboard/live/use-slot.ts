import { useEffect, useState } from 'preact/hooks';
import { HIDDEN_MS } from '../api/event-stream.ts';

/** Browsers allow a server six connections in all their windows: what else they show needs some of them too. */
const SLOTS = [1, 2, 3];
const AGAIN_MS = 2_000;

/** Whether one of the few connections for cards is this one's, among all windows that are looked at; undefined until known. */
export function useSlot(): boolean | undefined {
  const [hasSlot, setSlot] = useState<boolean | undefined>(undefined);
  useEffect(() => {
    let leave: (() => void) | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      leave?.();
      leave = undefined;
    };
    const onVisibility = (): void => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(stop, HIDDEN_MS);
      else leave ??= holdSlot(setSlot);
    };
    document.addEventListener('visibilitychange', onVisibility);
    onVisibility();
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      stop();
    };
  }, []);
  return hasSlot;
}

/** Asks for a slot until there is one; it is kept until the function it returns is called. */
function holdSlot(onChange: (isHeld: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let release = (): void => {};
  let isOver = false;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const take = (lock: Lock | null): Promise<void> | undefined => {
    if (lock === null || isOver) return undefined;
    onChange(true);
    return held;
  };
  const ask = async (): Promise<void> => {
    for (const slot of SLOTS) {
      if (!isOver) await navigator.locks.request(`plimsoll card ${slot}`, { ifAvailable: true }, take);
    }
    if (isOver) return;
    onChange(false);
    timer = setTimeout(ask, AGAIN_MS);
  };
  // Only pages from this machine, or by TLS, have locks.
  if (navigator.locks === undefined) onChange(true);
  else void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
    release();
  };
}

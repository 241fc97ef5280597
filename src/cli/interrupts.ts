export interface Interrupts {
  /** Aborted by the first signal: no new iterations start. */
  readonly stop: AbortSignal;
  /** Aborted by the second: everything ends at once. */
  readonly kill: AbortSignal;
  close(): void;
}

export interface InterruptWords {
  onStop?(): void;
  onKill?(): void;
  /** The third: the process ends with 130 right after. */
  onQuit?(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** npm and shells may pass on a signal that the terminal has sent to all already: that is one Ctrl-C, not two. */
const SAME_SIGNAL_MS = 50;

/** Ctrl-C and SIGTERM for as long as something is to be ended in order. */
export function watchInterrupts(words: InterruptWords): Interrupts {
  const [stop, kill] = [new AbortController(), new AbortController()];
  let lastAt = Number.NEGATIVE_INFINITY;
  const onSignal = (): void => {
    const now = performance.now();
    const isSame = now - lastAt < SAME_SIGNAL_MS;
    lastAt = now;
    if (isSame) return;
    if (!stop.signal.aborted) {
      words.onStop?.();
      stop.abort();
    } else if (!kill.signal.aborted) {
      words.onKill?.();
      kill.abort();
    } else {
      words.onQuit?.();
      process.exit(130);
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    close: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

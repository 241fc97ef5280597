/** The clock on the wall, and waiting for it; tests move it by hand. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, unless what is returned was called before. */
  after(ms: number, run: () => void): () => void;
}

/** Does not keep the process alive. */
export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timeout = setTimeout(run, ms).unref();
    return () => clearTimeout(timeout);
  },
};

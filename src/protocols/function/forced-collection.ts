import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/** Collects all garbage of this thread now. */
export function forceCollection(): void {
  collect ??= collector();
  collect();
  // Only a further collection tells of the buffers that the first one let go.
  collect({ type: 'minor' });
}

/** V8 offers `gc` to contexts made while the flag is set; Node needs no flag at its start for that. */
function collector(): Collect {
  if (typeof globalThis.gc === 'function') return globalThis.gc as Collect;
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return gc;
}

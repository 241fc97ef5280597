import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;

let collect: Collect | undefined;

/** Collects garbage of this thread now: all of it, or what is young. */
export function collectGarbage(which: 'all' | 'young'): void {
  collect ??= collector();
  if (which === 'young') collect({ type: 'minor' });
  else collect();
}

/** V8 offers `gc` to contexts made while the flag is set; Node needs no flag at its start for that. */
function collector(): Collect {
  if (typeof globalThis.gc === 'function') return globalThis.gc as Collect;
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return gc;
}

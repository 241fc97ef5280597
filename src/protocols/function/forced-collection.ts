import { collectGarbage } from '../../measure/collect-garbage.ts';

/** Collects all garbage of this thread now. */
export function forceCollection(): void {
  collectGarbage('all');
  // Only a further collection tells of the buffers that the first one let go.
  collectGarbage('young');
}

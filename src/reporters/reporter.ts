/**
 * reporters/ shows runs. A Reporter sees a run while it goes on and when it has ended; json, junit, markdown and csv are
 * pure functions from a Run to text. All of them print what judging found, and judge nothing themselves.
 */
import type { LiveView } from '../model/live.ts';
import type { Run } from '../model/run.ts';

/** Shows a run as it goes on, once a second, and at its end. */
export interface Reporter {
  second?(view: LiveView): void;
  end(run: Run): void | Promise<void>;
}

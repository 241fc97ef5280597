import type { ReportedRun } from '../../src/model/report.ts';
import type { RunIndex } from '../../src/model/run-index.ts';
import type { TimeFrame } from '../charts/specs.ts';
import type { Focus } from './focus.ts';

/** What every section of the page of a run is given. */
export interface SectionProps {
  readonly reported: ReportedRun;
  readonly index: RunIndex;
  readonly frame: TimeFrame;
  readonly focus: Focus | undefined;
  /** The same once more takes it away. */
  readonly onFocus: (focus: Focus | undefined) => void;
  readonly idPrefix: string;
}

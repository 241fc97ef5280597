import type { Run } from '../../../model/run.ts';
import type { RunIndex } from '../../../model/run-index.ts';
import type { Paint } from '../text/paint.ts';

/** What the sections of a summary are made from. */
export interface SummaryContext {
  readonly run: Run;
  readonly metrics: RunIndex;
  readonly paint: Paint;
  /** Columns that a section's lines may take. */
  readonly width: number;
  readonly files: readonly string[];
}

/** Undefined where the run has nothing to say on the subject. */
export type Section = (context: SummaryContext) => SectionText | undefined;

export interface SectionText {
  readonly title: string;
  /** Beside the title, in few words. */
  readonly note?: string;
  readonly lines: readonly string[];
}

/** The first so many, and a line that says how many there are besides. */
export function firstOf<T>(all: readonly T[], most: number): { readonly shown: readonly T[]; readonly more: string[] } {
  const shown = all.length > most ? all.slice(0, most) : all;
  return { shown, more: shown.length < all.length ? [`… ${all.length - shown.length} more`] : [] };
}

import type { LiveView } from '../../../model/live.ts';
import type { Paint } from '../text/paint.ts';

export interface LiveContext {
  readonly view: LiveView;
  readonly paint: Paint;
  readonly width: number;
}

/** One subject of the live block, in forms from the tallest to the shortest; an empty one leaves it out. */
export interface LiveSection {
  readonly forms: readonly (readonly string[])[];
  /** Sections of the greatest number shrink first where the screen is too low. */
  readonly shrink: number;
  /** Set apart from the one before by an empty line, where there is room. */
  readonly apart: boolean;
}

export const LABEL_WIDTH = 12;

const SHRINK_GAPS = 5;

/** The sections one below the other, no higher than `rows`. */
export function fitSections(sections: readonly LiveSection[], rows: number): string[] {
  const chosen = sections.map(() => 0);
  const form = (at: number) => sections[at]?.forms[chosen[at] ?? 0] ?? [];
  let gaps = true;
  const lines = () =>
    sections.flatMap(({ apart }, at) =>
      gaps && apart && at > 0 && form(at).length > 0 ? ['', ...form(at)] : form(at),
    );
  while (lines().length > rows) {
    const next = nextToShrink(sections, chosen);
    if (gaps && (next === undefined || (sections[next]?.shrink ?? 0) < SHRINK_GAPS)) gaps = false;
    else if (next === undefined) break;
    else chosen[next] = (chosen[next] ?? 0) + 1;
  }
  return lines().slice(0, Math.max(0, rows));
}

function nextToShrink(sections: readonly LiveSection[], chosen: readonly number[]): number | undefined {
  let next: number | undefined;
  for (const [at, { forms, shrink }] of sections.entries()) {
    const canShrink = (chosen[at] ?? 0) < forms.length - 1;
    if (canShrink && (next === undefined || shrink > (sections[next]?.shrink ?? 0))) next = at;
  }
  return next;
}

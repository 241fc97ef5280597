import { type Person, person } from './authors.ts';
import { type WorkCalendar, workCalendar } from './work-calendar.ts';

export const changeSizes = ['small', 'medium', 'large'] as const;
export type ChangeSize = (typeof changeSizes)[number];

export interface ChangesOptions {
  /** How many changes (1200). */
  readonly count: number;
  /** How large each is (mixed). */
  readonly sizes: ChangeSize | 'mixed';
  /** Of the product that the changes are made to (Meridian). */
  readonly name: string;
  readonly attachments: 'none' | 'some' | 'many';
  /** The day before which everything happened, as 2026-01-01. */
  readonly until: string;
  /** Also a Git repository of how it came to be (false). */
  readonly git: boolean;
}

/** What all changes of one set have in common. */
export interface ChangeSettings extends ChangesOptions {
  readonly seed: number;
  readonly idDigits: number;
  /** Authors and reviewers, by number. */
  readonly people: readonly Person[];
  readonly calendar: WorkCalendar;
}

const MIN_WEEKS = 6;
const MAX_WEEKS = 260;
/** So that 1,200 changes take two years. */
const CHANGES_A_WEEK = 11.5;

export function changeSettings(seed: number, options: ChangesOptions): ChangeSettings {
  const { count } = options;
  const weeks = Math.min(MAX_WEEKS, Math.max(MIN_WEEKS, Math.ceil(count / CHANGES_A_WEEK)));
  return {
    ...options,
    seed,
    idDigits: Math.max(4, String(count).length),
    people: Array.from({ length: Math.min(90, Math.max(5, Math.round(count / 30))) }, (_, index) =>
      person(seed, index),
    ),
    calendar: workCalendar(Date.parse(`${options.until}T00:00:00Z`), weeks),
  };
}

import type { Tags } from '../../src/model/run-index.ts';

/** What of a run is looked at, where it is not the whole. */
export interface Focus {
  readonly tag: 'name' | 'scenario';
  readonly value: string;
  /** `step`, `function`, `stream`, `scenario`. */
  readonly noun: string;
}

export function tagsOf(focus: Focus | undefined): Tags {
  return focus === undefined ? {} : { [focus.tag]: focus.value };
}

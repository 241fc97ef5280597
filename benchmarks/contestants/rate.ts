/** What a contestant that sends as fast as it can has reached. */
export interface Rate {
  readonly perSecond: number;
  /** How many it says it has made in all. */
  readonly requests?: number;
  /** Anything that went wrong on the way, in words. */
  readonly troubles: readonly string[];
}

export function tellRate({ perSecond, troubles }: Rate): string {
  return [`${Math.round(perSecond).toLocaleString('en')}/s`, ...troubles].join(', ');
}

/** A limit's rule, taken apart: `http_req_duration{name:login} p95 < 200ms over 30s after 10s`. */
export interface LimitRule {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aggregate: LimitAggregate;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  /** In the metric's unit: milliseconds, bytes, a share of 0 to 1, a number. */
  readonly threshold: number;
  /** Judged over every window of this length, not over the whole run. */
  readonly overMs?: number;
  /** Measurements before this do not count. */
  readonly afterMs?: number;
}

export type LimitAggregate =
  | { readonly kind: 'count' | 'rate' | 'perSecond' | 'value' | 'min' | 'mean' | 'max' }
  /** 0 to 100; the median is 50. */
  | { readonly kind: 'percentile'; readonly percentile: number }
  /** Share of samples at or under so many milliseconds (or units), counted exactly. */
  | { readonly kind: 'within'; readonly bound: number };

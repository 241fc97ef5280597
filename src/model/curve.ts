/** A straight stretch of a load curve: users, or arrivals per second. */
export interface CurveSegment {
  readonly fromValue: number;
  readonly toValue: number;
  readonly durationMs: number;
  readonly name?: string;
  /** Users allowed during this stretch of an open model. */
  readonly maxUsers?: number;
}

/** Load over time; neighbouring segments may jump. */
export type Curve = readonly CurveSegment[];

/** What charts are made from: plain data that run/ derives from a Run, and that says nothing of how it is drawn. */

/** Colours by meaning; `series-1` to `series-8` can be told apart by the colour-blind, in both themes. */
export type Brush = `series-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}` | 'good' | 'warn' | 'bad' | 'dim';

/** What all charts over one time axis share. */
export interface TimeFrame {
  readonly endMs: number;
  readonly phases: readonly {
    readonly name: string;
    readonly startMs: number;
    readonly endMs: number;
    readonly isRamp: boolean;
  }[];
  readonly events: readonly { readonly atMs: number; readonly kind: string; readonly text: string }[];
  /** ISO 8601; where it is known, the cursor tells the time of day too. */
  readonly startedAt?: string;
  /** Legends show the latest values rather than the highest while no cursor is set. */
  readonly isLive?: boolean;
}

export interface TimeChartSpec {
  readonly id: string;
  readonly title: string;
  /** As `showValue` takes it. */
  readonly unit: string;
  /** When each value was measured: the start of its step. */
  readonly timesMs: readonly number[];
  readonly lines: readonly TimeLine[];
  /** Areas between two lines, by their index. */
  readonly bands?: readonly { readonly low: number; readonly high: number }[];
  /** Lines lie on top of each other. */
  readonly isStacked?: boolean;
  readonly scale?: 'linear' | 'log';
  readonly limits?: readonly { readonly value: number; readonly label: string }[];
  /** What it shows, for those who can't see it. */
  readonly description: string;
}

export interface Corner {
  readonly ms: number;
  readonly value: number;
}

export interface TimeLine {
  readonly label: string;
  readonly brush: Brush;
  /** One for each of `timesMs`. */
  readonly values: readonly (number | null)[];
  /** What was asked for rather than measured. */
  readonly isAsked?: boolean;
  /** Its exact course, where that is known: it is drawn through these, jumps upright, instead of through its values. */
  readonly corners?: readonly Corner[];
  readonly hasArea?: boolean;
  /** Where it has one of its own. */
  readonly unit?: string;
  readonly isHiddenAtFirst?: boolean;
}

/** Points of one curve, or several: percentile curves, histograms. */
export interface CurveSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly {
    readonly label: string;
    readonly brush: Brush;
    readonly histogram: CurveHistogram;
    readonly max: number;
    readonly min: number;
  }[];
  readonly limits?: readonly { readonly value: number; readonly label: string }[];
  readonly description: string;
}

/** As in a trend of a Run, in the unit of the spec: bucket i holds (2^(i/2^scale), 2^((i+1)/2^scale)]; the offset may be a fraction. */
export interface CurveHistogram {
  readonly scale: number;
  readonly zeroCount: number;
  readonly offset: number;
  readonly counts: readonly number[];
}

export interface ScatterSpec {
  readonly id: string;
  readonly title: string;
  readonly x: { readonly label: string; readonly unit: string };
  readonly y: { readonly label: string; readonly unit: string };
  readonly groups: readonly {
    readonly label: string;
    readonly brush: Brush;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly atMs?: number;
      readonly label?: string;
    }[];
    /** A line through the points in this order: a fitted law. */
    readonly isLine?: boolean;
  }[];
  /** A vertical line: the knee, the load line. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Lines across. */
  readonly limits?: readonly { readonly value: number; readonly label: string }[];
  readonly description: string;
}

/** One stretch of a share bar. */
export interface SharePart {
  readonly label: string;
  readonly brush: Brush;
  readonly value: number;
}

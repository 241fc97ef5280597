import type { ChangePoint, TrendMode } from '../../model/history.ts';
import { type BencherAlert, type BencherOptions, bencherAlerts } from '../../stats/change-points/bencher.ts';
import {
  type ChangePointOptions,
  findChangePoints,
  type SeriesAnalysis,
  sizeOfChanges,
} from '../../stats/change-points/find-change-points.ts';
import { type OtavaOptions, otavaChangePoints } from '../../stats/change-points/otava.ts';
import { type PerfherderOptions, perfherderAlerts } from '../../stats/change-points/perfherder.ts';

/** Which way to look for changes, with what that way can be told. */
export interface DetectionOptions {
  readonly mode?: TrendMode;
  readonly default?: ChangePointOptions;
  readonly otava?: OtavaOptions;
  readonly perfherder?: PerfherderOptions;
  readonly bencher?: BencherOptions;
}

export interface Detection extends SeriesAnalysis {
  readonly alerts: readonly BencherAlert[];
}

/** Finds what happened to a series, the way that was asked for. */
export function detect(values: readonly number[], options: DetectionOptions): Detection {
  switch (options.mode) {
    case 'otava': {
      const found = otavaChangePoints(values, options.otava);
      return compatible(values, new Map(found.map(({ index, pValue }) => [index, 1 - pValue])));
    }
    case 'perfherder': {
      const revisions = values.map((value) => [value]);
      const found = perfherderAlerts(revisions, options.perfherder);
      // Perfherder has no p-value; its threshold of 7 is far beyond any chance worth a number.
      return compatible(values, new Map(found.map(({ index }) => [index, 1])));
    }
    case 'bencher': {
      const alerts = bencherAlerts(values, options.bencher ?? { model: 't-test', upper: 0.98 });
      return { ...compatible(values, new Map()), outliers: alerts.map(({ index }) => index), alerts };
    }
    default:
      return { ...findChangePoints(values, options.default), alerts: [] };
  }
}

function compatible(values: readonly number[], found: ReadonlyMap<number, number>): Detection {
  const { changes, levels } = sizeOfChanges(values, [...found.keys()]);
  const sized = changes.map((change): ChangePoint => ({ ...change, confidence: found.get(change.index) ?? 0 }));
  return { changes: sized, outliers: [], drifts: [], levels, correlation: 0, alerts: [] };
}

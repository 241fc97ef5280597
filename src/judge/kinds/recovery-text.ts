import type { Finding } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { formatDuration } from '../../model/units.ts';
import type { Aspect, AspectRecovery } from './recovered.ts';

/** `p50 after 3s, throughput at once, failures not yet`. */
export function recoveryText(recoveries: readonly AspectRecovery[]): string {
  return recoveries.map(({ aspect, recoveryMs }) => `${aspect} ${whenText(recoveryMs)}`).join(', ');
}

/** Of what is all back: `as soon as the load was down`, `within 3s: p50 after 3s, throughput at once`. */
export function backText(wholeMs: number, recoveries: readonly AspectRecovery[]): string {
  return wholeMs === 0
    ? 'as soon as the load was down'
    : `within ${formatDuration(wholeMs)}: ${recoveryText(recoveries)}`;
}

function whenText(recoveryMs: number | undefined): string {
  if (recoveryMs === undefined) return 'not yet';
  return recoveryMs === 0 ? 'at once' : `after ${formatDuration(recoveryMs)}`;
}

const UNITS: Readonly<Record<Aspect, string>> = {
  p50: 'ms',
  p95: 'ms',
  throughput: 'count',
  failures: 'share',
};

/** Of each aspect: when it was back (null: not), and what counts as back. */
export function recoveryEvidence(recoveries: readonly AspectRecovery[]): Finding['evidence'] {
  return Object.fromEntries(
    recoveries.flatMap(({ aspect, recoveryMs, level, band }) => {
      const bound = Number.isFinite(band.high) ? band.high : band.low;
      return [
        [`${aspect}RecoveryMs`, recoveryMs ?? null],
        [`${aspect}Before`, showValue(level, UNITS[aspect])],
        [`${aspect}Back`, `${Number.isFinite(band.high) ? '≤' : '≥'} ${showValue(bound, UNITS[aspect])}`],
      ];
    }),
  );
}

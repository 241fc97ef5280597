import { shortCommit } from '../figure-name.ts';
import type { HistoryPoint, Trend } from '../history.ts';
import { showShare, showValue } from '../show-value.ts';

type Change = Trend['changes'][number];

/** `2026-04-12 09:30`, or what the run is called where no time is known. */
export function whenText(point: HistoryPoint | undefined): string {
  if (point === undefined) return '';
  return point.startedAt === '' ? point.runId : point.startedAt.slice(0, 16).replace('T', ' ');
}

/** `+12% (10 to 14%)` */
export function sizeText({ ratio, low, high }: Change): string {
  if (!Number.isFinite(ratio)) return 'from nothing';
  const ends = [low, high].map((end) => (Number.isFinite(end) ? signed(end) : '?'));
  return `${signed(ratio)} (${ends.join(' to ')})`;
}

/** `+12%` */
function signed(ratio: number): string {
  const share = ratio - 1;
  // Two digits say enough of what has an interval.
  return `${share < 0 ? '-' : '+'}${showShare(Number(Math.abs(share).toPrecision(Math.abs(share) >= 0.1 ? 3 : 2)))}`;
}

export function levelsText({ before, after }: Change, unit: string): string {
  return `${showValue(rounded(before), unit)} → ${showValue(rounded(after), unit)}`;
}

/** Three digits, without what the mean of logarithms adds. */
export function rounded(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1000 ? 5 : 3));
}

/** `1a2b3c4d..5e6f7a8b, 3 commits` */
export function commitsText({ after, upTo, count }: Change['commits']): string {
  if (upTo === undefined) return '';
  if (after === upTo) return `${shortCommit(upTo)} both`;
  const range = after === undefined ? `up to ${shortCommit(upTo)}` : `${shortCommit(after)}..${shortCommit(upTo)}`;
  return count === undefined ? range : `${range} (${count})`;
}

/** Never quite sure. */
export function sureText({ confidence }: Change): string {
  return confidence > 0.9999 ? '>99.99%' : `${(Math.floor(confidence * 10_000) / 100).toFixed(2)}%`;
}

export function whoText({ authors }: Change): string {
  return authors.length > 3 ? `${authors.slice(0, 3).join(', ')} +${authors.length - 3}` : authors.join(', ');
}

/** When a limit will be crossed, in words. */
export function forecastText({ rule, crossesAt, earliest, latest }: NonNullable<Trend['forecast']>): string {
  if (crossesAt === null) return `${rule} is not in sight`;
  const day = (time: string | null) => (time === null ? 'never' : time.slice(0, 10));
  if (earliest === latest) return `${rule} is crossed`;
  return `${rule} crossed about ${day(crossesAt)} (${day(earliest)} to ${day(latest)})`;
}

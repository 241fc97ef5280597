import { showShare } from '../../model/show-value.ts';

/** `+12%`, `-3.4%` */
export function signedShare(ratio: number): string {
  if (!Number.isFinite(ratio)) return ratio > 0 ? 'from nothing' : 'below nothing';
  return `${ratio >= 1 ? '+' : '-'}${showShare(Number(Math.abs(ratio - 1).toPrecision(3)))}`;
}

import { type Exchange, Refusal } from '../exchange.ts';

/** Both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Whether a range may be answered: not where `if-range` names a version other than the present one. */
export function wantsRange({ request }: Exchange, { updatedMs }: { updatedMs: number }, etag: string): boolean {
  if (request.headers.range === undefined) return false;
  const condition = request.headers['if-range'];
  if (typeof condition !== 'string') return true;
  if (condition.startsWith('"')) return condition === etag;
  return Date.parse(condition) === Math.floor(updatedMs / 1000) * 1000;
}

/**
 * The range asked for (RFC 9110, 14.2): undefined, so that all is sent, for several ranges and for what is not
 * understood; a 416 for one beyond the end.
 */
export function byteRange({ request }: Exchange, size: number): Range | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range?.trim() ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: Math.min(size - 1, to === '' ? size - 1 : Number(to)) };
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (range.first >= size) {
    throw new Refusal(416, `The file has ${size} bytes.`, { 'content-range': `bytes */${size}` });
  }
  return range;
}

import type { Scope } from '../compile/scope.ts';
import type { Time } from '../schema.ts';
import { timeOf } from '../times.ts';

/** Fixed, so that data do not depend on the day they are made on. */
const FROM = '2024-01-01';
const TO = '2026-01-01';

/** Both ends in milliseconds since 1970. */
export function timeRange(
  options: { readonly from?: Time; readonly to?: Time },
  scope: Pick<Scope, 'fail'>,
): { from: number; to: number } {
  const from = timeOf(options.from ?? FROM) ?? unreadable(options.from, scope);
  const to = options.to === undefined ? laterThan(from) : (timeOf(options.to) ?? unreadable(options.to, scope));
  if (from > to) scope.fail(`the range ends (${options.to}) before it begins (${options.from ?? FROM})`);
  return { from, to };
}

function laterThan(from: number): number {
  const usual = Date.parse(TO);
  return from < usual ? usual : from + usual - Date.parse(FROM);
}

function unreadable(time: Time | undefined, scope: Pick<Scope, 'fail'>): never {
  return scope.fail(`'${time}' is no time`, {
    hint: 'write a date like 2026-01-31, a time with its zone like 2026-01-31T12:00:00Z, or milliseconds since 1970',
  });
}

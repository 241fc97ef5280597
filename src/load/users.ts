/** The closed model: how many users there are at each moment of a curve of users. */
import type { Curve } from '../model/curve.ts';
import { snapToWhole, valueAt } from './curve.ts';

export interface UserChange {
  readonly atUs: number;
  readonly users: number;
}

/**
 * The changes in the number of users, from 0 before the curve starts. The count follows the line and changes only as it
 * must: on the way up when the line reaches the next whole number, on the way down when it reaches the lower one. A
 * jump between segments is one change. What happens to the users left at the end is not a change of the curve.
 */
export function* userSchedule(curve: Curve): Generator<UserChange, void, void> {
  let startUs = 0;
  let users = 0;
  for (const { fromValue, toValue, durationMs } of curve) {
    if (durationMs <= 0) continue;
    const before = users;
    users = follow(users, fromValue);
    if (users !== before) yield { atUs: startUs, users };
    const atEnd = follow(users, toValue);
    while (users !== atEnd) {
      users += Math.sign(atEnd - users);
      const part = (users - fromValue) / (toValue - fromValue);
      yield { atUs: startUs + Math.max(0, Math.min(part, 1)) * durationMs * 1000, users };
    }
    startUs += durationMs * 1000;
  }
}

/** The number of users at a moment; none outside the curve. */
export function usersAt(curve: Curve, ms: number): number {
  let users = 0;
  let startMs = 0;
  if (ms < 0) return 0;
  for (const segment of curve) {
    const { fromValue, toValue, durationMs } = segment;
    if (durationMs <= 0) continue;
    if (ms < startMs + durationMs) return follow(follow(users, fromValue), valueAt([segment], ms - startMs));
    users = follow(follow(users, fromValue), toValue);
    startMs += durationMs;
  }
  return ms === startMs ? users : 0;
}

export function peakUsers(curve: Curve): number {
  let peak = 0;
  for (const { users } of userSchedule(curve)) peak = Math.max(peak, users);
  return peak;
}

/** How many of 0 … total − 1 fall to `shard` when they are dealt out in turn. */
export function sharePart(total: number, shard: number, shards: number): number {
  return Math.max(0, Math.ceil((total - shard) / shards));
}

function follow(users: number, value: number): number {
  const line = snapToWhole(value);
  return Math.min(Math.max(users, Math.floor(line)), Math.ceil(line));
}

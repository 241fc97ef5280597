import type { LiveRun } from '../../model/live-run.ts';
import { amount, object, oneOf, orNull, text, time, wholeWithin } from '../read-run/shape.ts';

const shapes = {
  id: text,
  name: text,
  kind: oneOf('load', 'capacity', 'bench', 'leak', 'watch', 'slo'),
  'testKind?': text,
  'target?': text,
  source: text,
  startedAt: time,
  cwd: text,
  pid: wholeWithin(1, 2 ** 31 - 1),
  plannedMs: orNull(amount),
};
const shape = object(shapes);

/** What a file says of a run, and nothing else that may stand in it; undefined where it is anything else. */
export function readLiveRun(content: string): LiveRun | undefined {
  try {
    const value = JSON.parse(content);
    if (shape(value, '') !== undefined) return undefined;
    const keys = Object.keys(shapes).map((key) => key.replace(/\?$/, ''));
    return Object.fromEntries(keys.flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]]))) as LiveRun;
  } catch {
    return undefined;
  }
}

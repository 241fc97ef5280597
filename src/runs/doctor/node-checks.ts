import { getHeapStatistics } from 'node:v8';
import type { MachineCheck } from '../../model/machine.ts';
import { formatBytes } from '../../model/units.ts';
import type { ReadSystem } from './system.ts';

/** When the lines of Node stop being mended; nodejs/Release, schedule.json. */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
};
const LEAST = [20, 19] as const;

export function nodeCheck(version: string, now: Date): MachineCheck {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const check = { id: 'node', subject: 'Node' };
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    const advice = `Install Node ${LEAST.join('.')} or later; an even major version.`;
    return { ...check, status: 'poor', found: `${version} is older than Plimsoll needs`, advice };
  }
  const end = END_OF_LIFE[major];
  if (end !== undefined && now.toISOString().slice(0, 10) > end) {
    const advice = 'Move to a line that is maintained; then measure baselines anew, since V8 changes with it.';
    return { ...check, status: 'fair', found: `${version}, which is no longer maintained since ${end}`, advice };
  }
  return { ...check, status: 'good', found: end === undefined ? version : `${version}, maintained until ${end}` };
}

/** Options that change what is measured, and that other runs may not have. */
const CHANGING =
  /^--(?:inspect|prof\b|cpu-prof|heap-prof|trace|jitless|no-opt|interpreted|predictable|single-threaded|max-lazy|gc-interval|enable-source-maps|(?:experimental-)?loader|import|require|r\b)/;

export function flagsCheck(flags: readonly string[]): MachineCheck {
  const check = { id: 'flags', subject: 'Node options' };
  const changing = flags.filter((flag) => CHANGING.test(flag));
  if (flags.length === 0) return { ...check, status: 'good', found: 'none' };
  if (changing.length === 0) return { ...check, status: 'good', found: flags.join(' ') };
  return {
    ...check,
    status: 'fair',
    found: flags.join(' '),
    advice: `${changing.join(' ')} changes how fast code runs: measure without, or always with it.`,
  };
}

/** Whether V8 may use more memory than the container has: the process is killed then, and nothing is said. */
export function memoryCheck(read: ReadSystem, memoryBytes: number): MachineCheck {
  const heap = getHeapStatistics().heap_size_limit;
  const limit = Number(read('/sys/fs/cgroup/memory.max') ?? read('/sys/fs/cgroup/memory/memory.limit_in_bytes'));
  const isLimited = Number.isFinite(limit) && limit > 0 && limit < memoryBytes;
  const most = isLimited ? limit : memoryBytes;
  const found = `${formatBytes(most)}${isLimited ? ' allowed by the container' : ''}; V8's heap may grow to ${formatBytes(heap)}`;
  const check = { id: 'memory', subject: 'Memory', found };
  if (heap < most * 0.9) return { ...check, status: 'good' };
  const allowed = Math.floor((most * 0.75) / 2 ** 20);
  const advice = `Set NODE_OPTIONS=--max-old-space-size=${allowed}, or the system ends the process before V8 collects.`;
  return { ...check, status: isLimited ? 'poor' : 'fair', advice };
}

import { describe, expect, it } from 'vitest';
import type { MachineCheck } from '../../model/machine.ts';
import { seededChance } from '../../stats/resample.ts';
import { coresCheck, frequencyCheck, loadChecks, throttleCheck, virtualisationCheck } from './cpu-checks.ts';
import { backlogCheck, filesCheck, portsCheck } from './limit-checks.ts';
import { flagsCheck, memoryCheck, nodeCheck } from './node-checks.ts';
import { type NoiseSample, noiseCheck, noiseOf } from './noise.ts';
import { cpuTicks, keyed, portCount, softLimit } from './system.ts';
import { clockCheck, clockStepNs, timersCheck } from './timer-checks.ts';

const files = (texts: Readonly<Record<string, string>>) => (path: string) => texts[path];
const nothing = files({});
const status = ({ status: found }: MachineCheck) => found;

describe('what the system says', () => {
  it('is read as proc(5) gives it', () => {
    expect(cpuTicks('cpu  100 5 45 800 20 3 7 20 0 0\ncpu0 1 2 3 4\n')).toEqual({ busy: 160, stolen: 20, all: 1000 });
    expect(cpuTicks('nonsense')).toBeUndefined();
    const limits =
      'Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 4096                 files\n';
    expect(softLimit(limits, 'Max open files')).toBe(1024);
    expect(softLimit('Max open files            unlimited  unlimited  files', 'Max open files')).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(portCount('32768\t60999\n')).toBe(28_232);
    expect(portCount('60999 32768')).toBeUndefined();
    expect(keyed('nr_periods 10\nnr_throttled 3\n', 'nr_throttled')).toBe('3');
  });

  it('is unknown elsewhere than on Linux, and no check takes that for good or bad', () => {
    const checks = [
      throttleCheck(nothing),
      frequencyCheck(nothing),
      virtualisationCheck(nothing, undefined),
      filesCheck(nothing),
      portsCheck(nothing),
      backlogCheck(nothing),
      ...loadChecks(undefined, undefined, 0),
    ];
    expect(new Set(checks.map(status))).toEqual(new Set(['unknown']));
  });
});

describe('a machine is told what to mend where', () => {
  const now = new Date('2026-11-21');

  it.each([
    ['v18.20.0', 'poor', 'older than'],
    ['v20.18.9', 'poor', 'older than'],
    ['v20.19.0', 'fair', 'no longer maintained since 2026-04-30'],
    ['v24.1.0', 'good', 'maintained until 2028-04-30'],
    ['v99.0.0', 'good', 'v99.0.0'],
  ])('Node is %s', (version, expected, text) => {
    const check = nodeCheck(version, now);
    expect(check.status).toBe(expected);
    expect(check.found).toContain(text);
  });

  it('options of Node change what is measured', () => {
    expect(status(flagsCheck([]))).toBe('good');
    expect(status(flagsCheck(['--max-old-space-size=4096', '--expose-gc']))).toBe('good');
    expect(flagsCheck(['--inspect=9229'])).toMatchObject({
      status: 'fair',
      advice: expect.stringContaining('--inspect=9229'),
    });
  });

  it('cores are few, or shared out by a quota', () => {
    expect(status(coresCheck({ all: 8, pinned: 8, quota: undefined }))).toBe('good');
    expect(coresCheck({ all: 8, pinned: 8, quota: 2.5 })).toMatchObject({
      status: 'fair',
      found: '8, of which 2.5 may be used',
    });
    expect(status(coresCheck({ all: 8, pinned: 1, quota: undefined }))).toBe('poor');
  });

  it('a container was stopped by its quota', () => {
    const stat = (throttled: number) =>
      files({ '/sys/fs/cgroup/cpu.stat': `nr_periods 1000\nnr_throttled ${throttled}\n` });
    expect(throttleCheck(stat(200))).toMatchObject({ status: 'poor', found: 'stopped in 20% of 1,000 periods so far' });
    expect(status(throttleCheck(stat(1)))).toBe('good');
    expect(status(throttleCheck(files({ '/sys/fs/cgroup/cpu.stat': 'usage_usec 1\n' })))).toBe('good');
  });

  it('V8 may use more memory than there is', () => {
    const limited = files({ '/sys/fs/cgroup/memory.max': String(512 * 2 ** 20) });
    expect(memoryCheck(limited, 2 ** 36)).toMatchObject({
      status: 'poor',
      advice: expect.stringContaining('--max-old-space-size=384'),
    });
    expect(status(memoryCheck(files({ '/sys/fs/cgroup/memory.max': 'max' }), 2 ** 40))).toBe('good');
  });

  it('others use the cores, or the hypervisor takes them', () => {
    const [before, after] = [
      { busy: 0, stolen: 0, all: 0 },
      { busy: 300, stolen: 50, all: 1000 },
    ];
    const checks = loadChecks(before, after, 0.1);
    expect(checks.map(status)).toEqual(['poor', 'poor']);
    expect(checks[0]?.found).toContain('20%');
    expect(loadChecks(before, { busy: 100, stolen: 0, all: 1000 }, 0.1).map(status)).toEqual(['good', 'good']);
  });

  it('the frequency changes with the load', () => {
    const governor = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
    const noTurbo = '/sys/devices/system/cpu/intel_pstate/no_turbo';
    expect(frequencyCheck(files({ [governor]: 'powersave\n', [noTurbo]: '0\n' })).advice).toMatch(
      /performance.*no_turbo/,
    );
    expect(status(frequencyCheck(files({ [governor]: 'performance\n', [noTurbo]: '1\n' })))).toBe('good');
  });

  it('it is a virtual one', () => {
    const info = files({ '/proc/cpuinfo': 'flags\t\t: fpu hypervisor avx\n' });
    expect(virtualisationCheck(info, 'docker')).toMatchObject({ status: 'fair', found: 'a virtual machine, docker' });
    expect(status(virtualisationCheck(files({ '/proc/cpuinfo': 'flags\t\t: fpu\n' }), undefined))).toBe('good');
  });

  it('files, ports and backlog are few', () => {
    const few = files({
      '/proc/self/limits': 'Max open files            1024                 4096                 files\n',
      '/proc/sys/net/ipv4/ip_local_port_range': '50000\t60000\n',
      '/proc/sys/net/ipv4/tcp_tw_reuse': '0\n',
      '/proc/sys/net/core/somaxconn': '128\n',
    });
    expect([filesCheck(few), portsCheck(few), backlogCheck(few)].map(status)).toEqual(['poor', 'poor', 'fair']);
  });

  it('clock and timers are coarse', () => {
    let ns = 0n;
    expect(clockStepNs(() => (ns += 250n))).toBe(250);
    expect([40, 20_000, 1e6].map((step) => status(clockCheck(step)))).toEqual(['good', 'fair', 'poor']);
    expect([0.2, 5, 40].map((late) => status(timersCheck(Array(100).fill(late))))).toEqual(['good', 'fair', 'poor']);
  });
});

describe('the noise of a machine', () => {
  const { normal } = seededChance(7);

  /** Levels of processes spread by `between`, batches in one by `within`. */
  const sampled = (between: number, within: number): NoiseSample[] =>
    Array.from({ length: 30 }, () => {
      const level = Math.exp(between * normal());
      const times = Array.from({ length: 60 }, () => level * Math.exp(within * normal()));
      return { workload: 'compute', times, ratios: times.map(() => Math.SQRT2 * within * normal()) };
    });

  it('has its level by process, not by batch', () => {
    const noise = noiseOf('compute', sampled(0.02, 0.005));
    expect(noise.floor).toBeGreaterThan(0.035);
    expect(noise.floor).toBeLessThan(0.09);
    expect(noise.withinProcess).toBeCloseTo(0.005, 2);
    // Side by side, what differs between processes is the same on both sides.
    expect(noise.smallest).toBeLessThan(0.002);
    expect(status(noiseCheck([noise]))).toBe('fair');
  });

  it('is good where both are small', () => {
    expect(status(noiseCheck([noiseOf('compute', sampled(0.002, 0.002))]))).toBe('good');
  });
});

import { describe, expect, it } from 'vitest';
import { cutShards, workersFor } from './shards.ts';
import { planOf } from './shop-fixture.ts';
import { cpuQuota, usableCores } from './usable-cores.ts';

describe('cutting', () => {
  it('gives each shard the same plan, its number, and how many there are', () => {
    const plan = planOf({});
    expect(cutShards(plan, 2)).toEqual([
      { plan, index: 0, count: 2 },
      { plan, index: 1, count: 2 },
    ]);
    expect(() => cutShards(plan, 0)).toThrow(RangeError);
  });
});

describe('the number of workers', () => {
  const busy = planOf({ load: { users: 50, duration: 1 } });
  it.each([
    [8, undefined, 7],
    [1, undefined, 1],
    [0.5, undefined, 1],
    [2.5, undefined, 1],
    [8, 3, 3],
    [2, 6, 6],
    [8, 100, 50],
  ])('on %d cores with %s asked for is %d', (cores, requested, expected) => {
    expect(workersFor(busy, { cores, requested })).toBe(expected);
  });

  it.each<[object, number]>([
    [{ users: 1, duration: 1 }, 1],
    [{ rate: 1, duration: 3 }, 3],
    [{ rate: 100, duration: 3, maxUsers: 2 }, 2],
    [{ iterations: 2, users: 9 }, 2],
    [{ iterations: 2, users: 5, perUser: true }, 5],
  ])('is never more than have something to do: %j', (load, expected) => {
    expect(workersFor(planOf({ load }), { cores: 16 })).toBe(expected);
  });
});

describe('the cores of a container', () => {
  const files = (table: Record<string, string>) => (path: string) => table[path];

  it('are its quota', () => {
    expect(cpuQuota(files({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' }))).toBe(1.5);
    expect(
      cpuQuota(files({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' })),
    ).toBeUndefined();
    expect(cpuQuota(files({}))).toBeUndefined();
  });

  it('are the lowest quota of the groups it is in', () => {
    const read = files({
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/cpu.max': 'max 100000',
      '/sys/fs/cgroup/a/cpu.max': '50000 100000',
      '/sys/fs/cgroup/cpu.max': '200000 100000',
    });
    expect(cpuQuota(read)).toBe(0.5);
    expect(usableCores(read)).toBe(0.5);
  });

  it('are found in the first version of control groups too', () => {
    const read = files({
      '/proc/self/cgroup': '4:memory:/x\n3:cpu,cpuacct:/docker/1\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '300000',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    });
    expect(cpuQuota(read)).toBe(3);
    const unbounded = files({
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    });
    expect(cpuQuota(unbounded)).toBeUndefined();
  });
});

import type { MachineCheck } from '../../model/machine.ts';
import { showCount, showShare } from '../../model/show-value.ts';
import { type CpuTicks, keyed, type ReadSystem } from './system.ts';

export interface Cores {
  /** Of the machine. */
  readonly all: number;
  /** That this process may run on. */
  readonly pinned: number;
  /** Of a container, in cores. */
  readonly quota: number | undefined;
}

export function coresCheck({ all, pinned, quota }: Cores): MachineCheck {
  const usable = Math.min(pinned, quota ?? Number.POSITIVE_INFINITY);
  const allowed = usable < all ? `, of which ${Number(usable.toFixed(2))} may be used` : '';
  const check = { id: 'cores', subject: 'Cores', found: `${all}${allowed}` };
  if (usable < 2) {
    const advice = 'A generator and its target on one core measure each other: give them two, or two machines.';
    return { ...check, status: 'poor', advice };
  }
  const isWhole = quota === undefined || quota >= pinned;
  if (isWhole) return { ...check, status: 'good' };
  const advice =
    'A quota stops all threads for the rest of a period once it is used up: pin whole cores instead (cpuset).';
  return { ...check, status: 'fair', advice };
}

/** Periods in which the container was stopped since its quota was used up. */
export function throttleCheck(read: ReadSystem): MachineCheck {
  const stat = read('/sys/fs/cgroup/cpu.stat') ?? read('/sys/fs/cgroup/cpu/cpu.stat');
  const [periods, throttled] = [Number(keyed(stat, 'nr_periods')), Number(keyed(stat, 'nr_throttled'))];
  const check = { id: 'throttling', subject: 'Throttling' };
  if (!(periods > 0)) return { ...check, status: stat === undefined ? 'unknown' : 'good', found: 'no quota' };
  const share = throttled / periods;
  const found = `stopped in ${showShare(share)} of ${showCount(periods, 'period')} so far`;
  if (share < 0.01) return { ...check, status: 'good', found };
  return { ...check, status: 'poor', found, advice: 'Raise the CPU limit of the container, or use fewer workers.' };
}

/** What the machine did meanwhile, without what this process and its children did themselves. */
export function loadChecks(
  before: CpuTicks | undefined,
  after: CpuTicks | undefined,
  ownShare: number,
): MachineCheck[] {
  const [busy, steal] = [
    { id: 'others', subject: 'Other load' },
    { id: 'steal', subject: 'CPU steal' },
  ];
  if (before === undefined || after === undefined || after.all <= before.all) {
    const found = 'only known on Linux';
    return [busy, steal].map((check) => ({ ...check, status: 'unknown', found }));
  }
  const all = after.all - before.all;
  const others = Math.max(0, (after.busy - before.busy) / all - ownShare);
  const stolen = (after.stolen - before.stolen) / all;
  return [
    {
      ...busy,
      ...graded(others, { fair: 0.03, poor: 0.15 }),
      found: `other processes use ${showShare(others)} of all cores`,
      ...(others < 0.03 ? {} : { advice: "End what isn't needed: browsers, builds, indexing, other containers." }),
    },
    {
      ...steal,
      ...graded(stolen, { fair: 0.005, poor: 0.03 }),
      found: `${showShare(stolen)} of the time, the hypervisor ran others`,
      ...(stolen < 0.005 ? {} : { advice: 'Use a machine with cores of its own (dedicated or bare metal).' }),
    },
  ];
}

function graded(value: number, { fair, poor }: { readonly fair: number; readonly poor: number }) {
  return { status: value < fair ? 'good' : value < poor ? 'fair' : 'poor' } as const;
}

/** Whether the clock of the cores is left alone. */
export function frequencyCheck(read: ReadSystem): MachineCheck {
  const check = { id: 'frequency', subject: 'Frequency' };
  const governor = read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim();
  const noTurbo = read('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim();
  const boost = read('/sys/devices/system/cpu/cpufreq/boost')?.trim();
  const hasBoost = noTurbo === '0' || boost === '1';
  if (governor === undefined)
    return { ...check, status: 'unknown', found: 'the system does not say, as in most virtual machines' };
  const found = `governor ${governor}${hasBoost ? ', boost on' : ''}`;
  const mends = [
    ...(governor === 'performance' ? [] : ['cpupower frequency-set -g performance']),
    ...(noTurbo === '0' ? ['echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo'] : []),
    ...(boost === '1' ? ['echo 0 > /sys/devices/system/cpu/cpufreq/boost'] : []),
  ];
  if (mends.length === 0) return { ...check, status: 'good', found };
  return {
    ...check,
    status: 'fair',
    found,
    advice: `Keep the frequency constant while measuring: ${mends.join('; ')}.`,
  };
}

export function virtualisationCheck(read: ReadSystem, container: string | undefined): MachineCheck {
  const info = read('/proc/cpuinfo');
  const check = { id: 'virtualisation', subject: 'Virtualisation' };
  if (info === undefined) return { ...check, status: 'unknown', found: 'only known on Linux' };
  const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(info);
  const product = read('/sys/class/dmi/id/product_name')?.trim();
  const kinds = [
    ...(isVirtual ? [`a virtual machine${product === undefined || product === '' ? '' : ` (${product})`}`] : []),
    ...(container === undefined ? [] : [container]),
  ];
  if (kinds.length === 0) return { ...check, status: 'good', found: 'none' };
  const status = isVirtual ? 'fair' : 'good';
  const advice = 'Neighbours on the same host change from hour to hour: compare only what was measured in one run.';
  return { ...check, status, found: kinds.join(', '), ...(isVirtual ? { advice } : {}) };
}

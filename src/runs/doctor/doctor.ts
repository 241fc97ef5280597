import { availableParallelism, cpus, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { MachineReport } from '../../model/machine.ts';
import { cpuQuota } from '../../plan/usable-cores.ts';
import { describeEnvironment } from '../environment.ts';
import { coresCheck, frequencyCheck, loadChecks, throttleCheck, virtualisationCheck } from './cpu-checks.ts';
import { backlogCheck, filesCheck, portsCheck } from './limit-checks.ts';
import { flagsCheck, memoryCheck, nodeCheck } from './node-checks.ts';
import { measureNoise, noiseCheck } from './noise.ts';
import { type CpuTicks, cpuTicks, type ReadSystem, readSystem } from './system.ts';
import { clockCheck, clockStepNs, timerLatenessMs, timersCheck } from './timer-checks.ts';

export interface DoctorOptions {
  readonly cwd: string;
  /** Fresh processes that noise is measured in; 0 leaves it out. */
  readonly processes: number;
  readonly onStep?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Kept from running meanwhile, other load can be told from this process's own. */
const WATCHED_MS = 1500;
/** Not packed: a process of its own loads it. */
const NOISE_ENTRY = new URL('../runs/noise-process.js', import.meta.url);

/** Examines the machine that measurements are made on. */
export async function examineMachine(options: DoctorOptions): Promise<MachineReport> {
  const { processes, onStep = () => {}, signal } = options;
  const environment = await describeEnvironment(options.cwd, {});
  onStep('what else runs here');
  const watched = await watch(readSystem, signal);
  onStep('timers');
  const timers = [clockCheck(clockStepNs()), timersCheck(await timerLatenessMs())];
  const noise = processes > 0 ? await measureNoise(processes, { entry: NOISE_ENTRY, signal, onStep }) : [];
  const pinned = availableParallelism();
  const quota = cpuQuota();
  return {
    schema: 'plimsoll.machine/1',
    checkedAt: new Date().toISOString(),
    environment,
    checks: [
      nodeCheck(process.version, new Date()),
      flagsCheck(environment.flags ?? process.execArgv),
      coresCheck({ all: Math.max(cpus().length, pinned), pinned, quota }),
      throttleCheck(readSystem),
      memoryCheck(readSystem, totalmem()),
      ...loadChecks(watched.before, watched.after, watched.ownShare),
      frequencyCheck(readSystem),
      virtualisationCheck(readSystem, environment.container),
      ...timers,
      filesCheck(readSystem),
      portsCheck(readSystem),
      backlogCheck(readSystem),
      ...(noise.length > 0 ? [noiseCheck(noise)] : []),
    ],
    noise,
  };
}

interface Watched {
  readonly before: CpuTicks | undefined;
  readonly after: CpuTicks | undefined;
  /** Of the time of all cores, what this process took. */
  readonly ownShare: number;
}

async function watch(read: ReadSystem, signal: AbortSignal | undefined): Promise<Watched> {
  const before = cpuTicks(read('/proc/stat'));
  const own = process.cpuUsage();
  await pause(WATCHED_MS, undefined, signal === undefined ? {} : { signal });
  const after = cpuTicks(read('/proc/stat'));
  const { user, system } = process.cpuUsage(own);
  return { before, after, ownShare: (user + system) / 1000 / (WATCHED_MS * cpus().length) };
}

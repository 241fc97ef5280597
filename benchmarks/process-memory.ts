import { readdirSync, readFileSync } from 'node:fs';

const BYTES_PER_MB = 1_000_000;

/** Resident memory of a process and all its descendants now. */
export function residentMb(pid: number): number {
  return sum(pid, 'VmRSS');
}

export interface PeakWatch {
  /** Ends the watch; the largest amount that the processes alive at one time had ever had, in MB. */
  stop(): number;
}

/** Adds the kernel's own high-water marks (VmHWM) of the processes alive at each look, so that no peak slips through. */
export function watchPeak(pid: number, everyMs = 100): PeakWatch {
  let peakMb = 0;
  const look = () => {
    peakMb = Math.max(peakMb, sum(pid, 'VmHWM'));
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peakMb;
    },
  };
}

function sum(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return tree(pid).reduce((all, each) => all + megabytes(each, field), 0);
}

function tree(pid: number): number[] {
  return [pid, ...children(pid).flatMap(tree)];
}

/** Threads list the children that each of them has started. */
function children(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

/** 0 for a process that has ended meanwhile. */
function megabytes(pid: number, field: string): number {
  try {
    const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kib ?? 0) * 1024) / BYTES_PER_MB;
  } catch {
    return 0;
  }
}

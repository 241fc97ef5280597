import { readFileSync } from 'node:fs';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import type { Clock, ClockTimer } from '../load/clock.ts';
import type { Recorder } from '../measure/recorder.ts';

export interface Health {
  /** Takes the readings that are made once a second. */
  second(): void;
  stop(): void;
}

/** Timers count whole milliseconds, so that a probe in an idle loop is late by up to this. */
const TIMER_GRAIN_US = 2000;
const PROBE_EVERY_US = 10_000;

/** The load generator measures itself: how long its event loop keeps others waiting, its CPU, garbage collection, memory. */
export function watchHealth(recorder: Recorder, clock: Clock, shard: number): Health {
  const tags = { worker: String(shard) };
  const delay = recorder.trend('generator_loop_delay', 'ms', tags);
  const gc = recorder.trend('generator_gc', 'ms', tags);
  const cpu = recorder.gauge('generator_cpu', 'percent', tags);
  const memory = shard === 0 ? recorder.gauge('generator_memory', 'bytes', tags) : undefined;
  const probe = new LoopProbe(clock, (us) => delay.addUs(us));
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gc.addUs(Math.round(entry.duration * 1000));
  });
  observer.observe({ entryTypes: ['gc'] });
  const busyShare = cpuShare();
  return {
    second() {
      cpu.set(busyShare() * 100);
      memory?.set(process.memoryUsage.rss());
    },
    stop() {
      probe.stop();
      observer.disconnect();
    },
  };
}

/**
 * How long an event that arrives at a random moment waits for the loop: how late a timer fires beyond its grain, and how
 * long the loop then takes to serve all that has come in.
 */
class LoopProbe {
  readonly #clock: Clock;
  readonly #record: (us: number) => void;
  #timer: ClockTimer | undefined;

  constructor(clock: Clock, record: (us: number) => void) {
    this.#clock = clock;
    this.#record = record;
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    const dueUs = this.#clock.nowUs() + PROBE_EVERY_US;
    this.#timer = this.#clock.at(dueUs, () => {
      const firedUs = this.#clock.nowUs();
      const lateUs = Math.max(0, firedUs - dueUs - TIMER_GRAIN_US);
      this.#clock.soon(() => {
        if (this.#timer === undefined) return;
        this.#record(Math.round(lateUs + this.#clock.nowUs() - firedUs));
        this.#arm();
      });
    });
  }
}

/** Share of a core that this thread used since the last call: CPU time where the system tells it, else time the loop was busy. */
function cpuShare(): () => number {
  let lastMs = performance.now();
  let lastCpuMs = threadCpuMs();
  let lastLoop = performance.eventLoopUtilization();
  return () => {
    const nowMs = performance.now();
    const cpuMs = threadCpuMs();
    const loop = performance.eventLoopUtilization();
    const share =
      cpuMs === undefined || lastCpuMs === undefined
        ? performance.eventLoopUtilization(loop, lastLoop).utilization
        : (cpuMs - lastCpuMs) / Math.max(nowMs - lastMs, 1);
    lastMs = nowMs;
    lastCpuMs = cpuMs;
    lastLoop = loop;
    return Math.min(share, 1);
  };
}

/** Linux tells each thread's time on a CPU, in nanoseconds. */
function threadCpuMs(): number | undefined {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ', 1)[0]) / 1e6;
  } catch {
    return undefined;
  }
}

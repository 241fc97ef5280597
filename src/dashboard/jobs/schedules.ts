import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { JobRequest, ScheduleRow } from '../../model/dashboard-api.ts';
import type { Schedule } from '../../model/project-config.ts';
import { scheduledFile, textOf } from '../../runs/schedules/check-schedules.ts';
import { nextTimes } from '../../runs/schedules/cron.ts';
import type { Timers } from './timers.ts';

export type LastRun = NonNullable<ScheduleRow['last']>;

export interface SchedulesOptions {
  readonly timers: Timers;
  /** Whether anything runs that another run would disturb. */
  isBusy(): boolean;
  /** Starts a run, and answers the id of its job. */
  start(request: JobRequest, schedule: string): Promise<string>;
  onChange(): void;
}

interface Entry {
  readonly id: string;
  readonly schedule: Schedule;
  /** Milliseconds since 1970. */
  times: readonly number[];
  last: LastRun | undefined;
  problem: string | undefined;
  state: 'idle' | 'waiting' | 'running';
}

const TIMES = 5;
/** Looked at this often at least, since the clock on the wall may be set. */
const LONGEST_WAIT_MS = 60_000;
/** Who comes later than that was asleep. */
const LATE_MS = 60_000;

/** Starts what a project has scheduled when it is due, one after the other, and never the same twice at once. */
export class Schedules {
  readonly #options: SchedulesOptions;
  #entries: Entry[] = [];
  #queue: Entry[] = [];
  #isStarting = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  /** Takes the place of what there was; what says the same goes on as it was. */
  set(schedules: readonly Schedule[]): void {
    const before = new Map(this.#entries.map((entry) => [entry.id, entry]));
    const now = this.#options.timers.now();
    this.#entries = schedules.map((schedule) => {
      const id = scheduleId(schedule);
      const times = nextTimes(schedule, now, TIMES);
      return before.get(id) ?? { id, schedule, times, last: undefined, problem: undefined, state: 'idle' };
    });
    this.#queue = this.#queue.filter((entry) => this.#entries.includes(entry));
    this.#arm();
  }

  ids(): readonly string[] {
    return this.#entries.map(({ id }) => id);
  }

  /** What earlier servers have run. */
  remember(id: string, last: LastRun): void {
    const entry = this.#entries.find((each) => each.id === id);
    if (entry !== undefined) entry.last ??= last;
  }

  /** A run has ended; where a schedule had started it, this is what came of it. */
  ended(id: string | undefined, outcome: Partial<LastRun>): void {
    const entry = this.#entries.find((each) => each.id === id);
    if (entry?.last !== undefined && entry.state === 'running') {
      entry.last = { ...entry.last, ...outcome };
      entry.state = 'idle';
    }
    void this.#startNext();
  }

  rows(): ScheduleRow[] {
    return this.#entries.map(({ id, schedule, times, last, problem }) => ({
      id,
      ...schedule,
      file: scheduledFile(schedule.file),
      next: times.map(isoTime),
      ...(last === undefined ? {} : { last }),
      ...(problem === undefined ? {} : { problem }),
    }));
  }

  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#cancel();
  }

  #arm(): void {
    this.#cancel();
    if (this.#isClosed || this.#entries.length === 0) return;
    const now = this.#options.timers.now();
    const nextMs = Math.min(...this.#entries.map(({ times }) => times[0] ?? Number.POSITIVE_INFINITY));
    const waitMs = Math.min(Math.max(0, nextMs - now), LONGEST_WAIT_MS);
    this.#cancel = this.#options.timers.after(waitMs, () => this.#look());
  }

  #look(): void {
    const now = this.#options.timers.now();
    const due = this.#entries.filter(({ times }) => (times[0] ?? Number.POSITIVE_INFINITY) <= now);
    for (const entry of due) {
      const dueMs = entry.times[0] ?? now;
      entry.times = nextTimes(entry.schedule, Math.max(dueMs, now), TIMES);
      if (now - dueMs > LATE_MS)
        entry.problem = `missed at ${isoTime(dueMs)}: this machine slept, or its clock was set`;
      else this.#due(entry, dueMs);
    }
    this.#arm();
    if (due.length > 0) this.#options.onChange();
    void this.#startNext();
  }

  #due(entry: Entry, dueMs: number): void {
    if (entry.state === 'idle') {
      entry.state = 'waiting';
      entry.problem = `due since ${isoTime(dueMs)}: waits until other runs have ended`;
      this.#queue.push(entry);
    } else {
      const why = entry.state === 'running' ? 'the run before it was still going' : 'the one before it still waited';
      entry.problem = `left out at ${isoTime(dueMs)}: ${why}`;
    }
  }

  async #startNext(): Promise<void> {
    while (!this.#isClosed && !this.#isStarting && !this.#options.isBusy()) {
      const entry = this.#queue.shift();
      if (entry === undefined) return;
      this.#isStarting = true;
      await this.#start(entry);
      this.#isStarting = false;
      this.#options.onChange();
    }
  }

  async #start(entry: Entry): Promise<void> {
    const { file, environment, profile } = entry.schedule;
    const request: JobRequest = {
      file: scheduledFile(file),
      ...(environment === undefined ? {} : { environment }),
      ...(profile === undefined ? {} : { profile }),
    };
    const { last } = entry;
    entry.state = 'running';
    entry.problem = undefined;
    entry.last = { at: isoTime(this.#options.timers.now()) };
    try {
      const jobId = await this.#options.start(request, entry.id);
      entry.last = { ...entry.last, jobId };
    } catch (error) {
      entry.state = 'idle';
      entry.last = last;
      const hint = error instanceof UserError && error.hint !== undefined ? `; ${error.hint}` : '';
      entry.problem = `could not be started: ${error instanceof Error ? error.message : String(error)}${hint}`;
    }
  }
}

/** Follows from what the schedule says, so that its runs are found again; begins with a name that people know. */
export function scheduleId(schedule: Schedule): string {
  const name = basename(schedule.file)
    .replace(/\..*$/, '')
    .replace(/[^\w-]+/g, '-')
    .slice(0, 40);
  const hash = createHash('sha256').update(textOf(schedule)).digest('hex').slice(0, 8);
  return `${name === '' || name === '-' ? 'schedule' : name}-${hash}`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

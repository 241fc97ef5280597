import { performance } from 'node:perf_hooks';
import { Refusal } from '../exchange.ts';
import { SlotQueue, type Ticket } from '../slot-queue.ts';
import { type Delivery, Webhooks } from './webhook.ts';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface NewJob {
  readonly kind: string;
  readonly ms: number;
  readonly fails: boolean;
  readonly webhook: string | undefined;
}

interface Job extends NewJob {
  readonly id: string;
  readonly createdMs: number;
  readonly delivery: Delivery | undefined;
  state: JobState;
  ticket: Ticket | undefined;
  timeout: NodeJS.Timeout | undefined;
  startedMs: number | undefined;
  finishedMs: number | undefined;
}

const MAX_QUEUED = 10_000;
const MAX_KEPT = 10_000;

/** Jobs that so many workers carry out, first come first served. Times are on performance.now()'s clock. */
export class Jobs {
  private readonly jobs = new Map<string, Job>();
  private readonly finished: string[] = [];
  private readonly workers: SlotQueue;
  private readonly webhooks = new Webhooks();
  private lastId = 0;

  constructor(slots: number) {
    this.workers = new SlotQueue(slots);
  }

  submit(wanted: NewJob): Job {
    const job: Job = {
      ...wanted,
      id: String(this.lastId + 1),
      createdMs: performance.now(),
      delivery: wanted.webhook === undefined ? undefined : { url: wanted.webhook, state: 'waiting', attempts: 0 },
      state: 'queued',
      ticket: undefined,
      timeout: undefined,
      startedMs: undefined,
      finishedMs: undefined,
    };
    const ticket = this.workers.enter((startMs) => this.start(job, startMs), MAX_QUEUED);
    if (ticket === undefined) {
      throw new Refusal(503, `${MAX_QUEUED} jobs are queued already.`, { 'retry-after': '1' });
    }
    job.ticket = ticket;
    this.lastId++;
    this.jobs.set(job.id, job);
    return job;
  }

  get(id: string): Job | undefined {
    return this.jobs.get(id);
  }

  list(): readonly Job[] {
    return [...this.jobs.values()];
  }

  get counts(): Readonly<Record<string, number>> {
    return { running: this.workers.busy, queued: this.workers.waiting };
  }

  /** Answers false where it was over already. */
  cancel(job: Job): boolean {
    if (job.finishedMs !== undefined) return false;
    if (job.state === 'queued' && job.ticket !== undefined) this.workers.leave(job.ticket);
    const ran = job.state === 'running';
    this.finish(job, 'cancelled', performance.now());
    if (ran) this.workers.release(performance.now());
    return true;
  }

  remove(job: Job): void {
    this.cancel(job);
    this.jobs.delete(job.id);
  }

  describe(job: Job): Record<string, unknown> {
    const nowMs = performance.now();
    const { id, kind, ms, state, createdMs, startedMs, finishedMs, delivery } = job;
    return {
      id,
      kind,
      ms,
      state,
      progress: progressOf(job, nowMs),
      createdAt: isoTime(createdMs),
      startedAt: isoTime(startedMs),
      finishedAt: isoTime(finishedMs),
      queuedMs: (startedMs ?? finishedMs ?? nowMs) - createdMs,
      ranMs: startedMs === undefined ? 0 : (finishedMs ?? nowMs) - startedMs,
      ...(state === 'done' ? { result: { kind, items: Math.ceil(ms) } } : {}),
      ...(state === 'failed' ? { error: 'This one was meant to fail.' } : {}),
      ...(delivery === undefined ? {} : { webhook: delivery }),
    };
  }

  close(): void {
    for (const { timeout } of this.jobs.values()) clearTimeout(timeout);
    this.webhooks.close();
  }

  private start(job: Job, startMs: number): void {
    job.state = 'running';
    job.startedMs = startMs;
    const endMs = startMs + job.ms;
    const end = () => {
      this.finish(job, job.fails ? 'failed' : 'done', Math.max(endMs, performance.now()));
      // Late timers cost no capacity.
      this.workers.release(endMs);
    };
    job.timeout = setTimeout(end, Math.max(0, endMs - performance.now()));
  }

  private finish(job: Job, state: JobState, atMs: number): void {
    clearTimeout(job.timeout);
    job.state = state;
    job.finishedMs = atMs;
    this.finished.push(job.id);
    while (this.finished.length > MAX_KEPT) this.jobs.delete(this.finished.shift() ?? '');
    if (job.delivery !== undefined) {
      this.webhooks.call(job.delivery, { event: `job.${state}`, job: { ...this.describe(job), webhook: undefined } });
    }
  }
}

function progressOf({ state, startedMs, finishedMs, ms }: Job, nowMs: number): number {
  if (state === 'done') return 1;
  if (startedMs === undefined) return 0;
  return Number(Math.min(0.999, Math.max(0, ((finishedMs ?? nowMs) - startedMs) / Math.max(1, ms))).toFixed(3));
}

function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(performance.timeOrigin + ms).toISOString();
}

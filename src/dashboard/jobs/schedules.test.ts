import { beforeEach, describe, expect, it } from 'vitest';
import { HandTimers, settled } from '../../../test/dashboard/hand-timers.ts';
import type { JobRequest } from '../../model/dashboard-api.ts';
import type { Schedule } from '../../model/project-config.ts';
import { Schedules, scheduleId } from './schedules.ts';

const nightly: Schedule = { file: 'load/shop.perf.yaml', cron: '0 3 * * *', timezone: 'Europe/Berlin' };
const other: Schedule = { ...nightly, file: 'load/search.perf.yaml', profile: 'light', environment: 'ci' };

let timers: HandTimers;
let started: { readonly at: string; readonly request: JobRequest; readonly schedule: string }[];
let running: Set<string>;
let schedules: Schedules;
let failure: Error | undefined;

beforeEach(() => {
  timers = new HandTimers('2026-03-27T12:00:00Z');
  started = [];
  running = new Set();
  failure = undefined;
  schedules = new Schedules({
    timers,
    isBusy: () => running.size > 0,
    start: async (request, schedule) => {
      if (failure !== undefined) throw failure;
      started.push({ at: new Date(timers.now()).toISOString().slice(0, 16), request, schedule });
      running.add(schedule);
      return `job-${started.length}`;
    },
    onChange: () => undefined,
  });
});

async function end(schedule: Schedule, outcome = {}): Promise<void> {
  running.delete(scheduleId(schedule));
  schedules.ended(scheduleId(schedule), outcome);
  await settled();
}

describe('schedules', () => {
  it('start what is due when it is, over the night that has an hour less', async () => {
    schedules.set([nightly]);
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30']) {
      await timers.to(`${day}T12:00:00Z`);
      await end(nightly);
    }
    expect(started.map(({ at }) => at)).toEqual(['2026-03-28T02:00', '2026-03-29T01:00', '2026-03-30T01:00']);
    expect(started[0]).toMatchObject({ request: { file: 'load/shop.perf.yaml' }, schedule: scheduleId(nightly) });
  });

  it('start once in the night that has an hour twice', async () => {
    await timers.to('2026-10-24T12:00:00Z');
    schedules.set([{ ...nightly, cron: '30 2 * * *' }]);
    await timers.to('2026-10-25T12:00:00Z');
    expect(started.map(({ at }) => at)).toEqual(['2026-10-25T00:30']);
  });

  it('due at the same time run one after the other', async () => {
    schedules.set([nightly, other]);
    await timers.to('2026-03-28T02:00:00Z');
    expect(started.map(({ request }) => request)).toEqual([{ file: 'load/shop.perf.yaml' }]);
    expect(schedules.rows()[1]?.problem).toBe('due since 2026-03-28T02:00:00.000Z: waits until other runs have ended');
    await timers.to('2026-03-28T02:10:00Z');
    await end(nightly, { runId: 'r', verdict: 'passed', exitCode: 0 });
    expect(started[1]?.request).toEqual({ file: 'load/search.perf.yaml', environment: 'ci', profile: 'light' });
    const [first, second] = schedules.rows();
    expect(first?.last).toEqual({
      at: '2026-03-28T02:00:00.000Z',
      jobId: 'job-1',
      runId: 'r',
      verdict: 'passed',
      exitCode: 0,
    });
    expect(second).toMatchObject({ last: { at: '2026-03-28T02:10:00.000Z', jobId: 'job-2' } });
    expect(second?.problem).toBeUndefined();
  });

  it('wait for runs that somebody has started', async () => {
    running.add('by hand');
    schedules.set([nightly]);
    await timers.to('2026-03-28T02:30:00Z');
    expect(started).toEqual([]);
    running.clear();
    schedules.ended(undefined, {});
    await settled();
    expect(started).toHaveLength(1);
  });

  it('leave out one whose run before is still going, and tell so', async () => {
    schedules.set([{ ...nightly, cron: '*/10 * * * *' }]);
    await timers.to('2026-03-27T12:25:00Z');
    expect(started).toHaveLength(1);
    expect(schedules.rows()[0]?.problem).toBe(
      'left out at 2026-03-27T12:20:00.000Z: the run before it was still going',
    );
    await end({ ...nightly, cron: '*/10 * * * *' });
    await timers.to('2026-03-27T12:30:00Z');
    expect(started).toHaveLength(2);
    expect(schedules.rows()[0]?.problem).toBeUndefined();
  });

  it('do not make up for what was missed while the machine slept', async () => {
    schedules.set([nightly]);
    await timers.sleepTo('2026-03-28T09:00:00Z');
    expect(started).toEqual([]);
    expect(schedules.rows()[0]).toMatchObject({ problem: expect.stringContaining('missed at 2026-03-28T02:00') });
    await timers.to('2026-03-29T09:00:00Z');
    expect(started).toHaveLength(1);
  });

  it('tell why one could not be started, and try again when it is due next', async () => {
    failure = new Error('no file');
    schedules.set([nightly]);
    await timers.to('2026-03-28T09:00:00Z');
    expect(schedules.rows()[0]).toMatchObject({ problem: 'could not be started: no file' });
    expect(schedules.rows()[0]?.last).toBeUndefined();
    failure = undefined;
    await timers.to('2026-03-29T09:00:00Z');
    expect(started).toHaveLength(1);
  });

  it('show the next five times, and the last run that is kept', async () => {
    schedules.set([nightly, other]);
    schedules.remember(scheduleId(nightly), { at: '2026-03-26T02:00:00.000Z', runId: 'old', verdict: 'failed' });
    const [row] = schedules.rows();
    expect(row).toMatchObject({ id: scheduleId(nightly), ...nightly, last: { runId: 'old' } });
    expect(row?.next).toHaveLength(5);
    expect(row?.next.slice(0, 2)).toEqual(['2026-03-28T02:00:00.000Z', '2026-03-29T01:00:00.000Z']);
  });

  it('that still say the same go on where they were when others take their places', async () => {
    schedules.set([nightly]);
    await timers.to('2026-03-28T02:00:00Z');
    schedules.set([other, nightly]);
    await end(nightly, { exitCode: 3 });
    expect(schedules.rows().map(({ last }) => last?.exitCode)).toEqual([undefined, 3]);
    schedules.set([]);
    await timers.to('2026-03-30T00:00:00Z');
    expect(started).toHaveLength(1);
  });

  it('start nothing once they are closed', async () => {
    schedules.set([nightly]);
    schedules.close();
    await timers.to('2026-03-30T00:00:00Z');
    expect(started).toEqual([]);
  });

  it('are known by what they say, whatever their names', () => {
    expect(scheduleId(nightly)).toMatch(/^shop-[0-9a-f]{8}$/);
    expect(scheduleId({ ...nightly, file: './load/shop.perf.yaml', cron: ' 0  3 * * *' })).toBe(scheduleId(nightly));
    expect(scheduleId({ ...nightly, cron: '0 4 * * *' })).not.toBe(scheduleId(nightly));
    expect(scheduleId({ ...nightly, file: '日本=, .yaml' })).toMatch(/^[\w-]+-[0-9a-f]{8}$/);
  });
});

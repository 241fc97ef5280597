import { anything, flag } from '../../define/shape/leaves.ts';
import { object, record } from '../../define/shape/shape.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Done, StopRequest } from '../../model/dashboard-api.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Changes } from '../live/changes.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { json } from '../server/answer.ts';
import { paramOf, type Route } from '../server/route.ts';

const EVENTS = 'text/event-stream';
const DONE: Done = { done: true };
const noLiveRun = { 404: 'No such run is under way.' };

/** Runs under way, and what has changed. */
export function liveRoutes(live: LiveHub, changes: Changes): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/live',
      operation: 'listLiveRuns',
      summary: 'Runs under way on this machine, wherever they were started.',
      answer: { schema: 'LivePage', description: 'The newest first.' },
      handle: async () => json({ runs: await live.runs() }),
    },
    {
      method: 'GET',
      path: '/api/live/{id}/events',
      operation: 'followLiveRun',
      summary: 'Everything of a run under way, then each second of it, then its end; the stream ends with the run.',
      answer: { type: EVENTS, schema: 'LiveMessage', description: 'Server-sent events, each a LiveMessage.' },
      errors: { ...noLiveRun, 503: 'Too many streams are open.' },
      handle: async (call) => {
        const { id } = await live.find(paramOf(call, 'id'));
        return { open: (stream) => live.follow(id, stream) };
      },
    },
    {
      method: 'POST',
      path: '/api/live/{id}/stop',
      operation: 'stopLiveRun',
      summary: 'Ends a run: no new iterations start and running ones may end, or with `now` everything ends at once.',
      body: { schema: 'StopRequest', shape: object({ now: flag }) },
      answer: { status: 202, schema: 'Done', description: 'It was asked to end.' },
      errors: noLiveRun,
      handle: async (call) => {
        const { now = false } = call.body as StopRequest;
        const { id } = await live.find(paramOf(call, 'id'));
        await live.ask(id, now ? 'kill' : 'stop');
        return json(DONE, 202);
      },
    },
    {
      method: 'GET',
      path: '/api/events',
      operation: 'followChanges',
      summary: 'What of the lists changes: runs under way, runs kept, jobs.',
      answer: { type: EVENTS, schema: 'DashboardEvent', description: 'Server-sent events, each a DashboardEvent.' },
      errors: { 503: 'Too many streams are open.' },
      handle: () => ({ open: (stream) => changes.add(stream) }),
    },
  ];
}

/** Runs that the dashboard starts. */
export function jobRoutes(jobs: Jobs): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/files',
      operation: 'listFiles',
      summary: 'Test files of the project, which runs may be started of.',
      answer: {
        schema: 'TestFile',
        isList: true,
        description: 'Tests and benchmarks of any name, in the order of the alphabet.',
      },
      handle: async () => json(await jobs.files()),
    },
    {
      method: 'GET',
      path: '/api/jobs',
      operation: 'listJobs',
      summary: 'Runs that the dashboard has started, the newest first.',
      answer: { schema: 'Job', isList: true, description: 'Running and ended ones.' },
      handle: () => json(jobs.list()),
    },
    {
      method: 'POST',
      path: '/api/jobs',
      operation: 'startJob',
      summary: 'Starts a run of a test file.',
      // What it may hold, and what of it is wrong, is told by what starts runs.
      body: { schema: 'JobRequest', shape: record(anything) },
      answer: { status: 201, schema: 'Job', description: 'It has started.' },
      errors: { 429: 'Enough runs of this dashboard are under way.' },
      handle: async ({ body }) => json(await jobs.start(body), 201),
    },
    {
      method: 'POST',
      path: '/api/jobs/{id}/stop',
      operation: 'stopJob',
      summary: 'Ends a run that the dashboard has started; asked again, at once.',
      body: { shape: object({}) },
      answer: { status: 202, schema: 'Done', description: 'It was asked to end.' },
      errors: { 404: 'No such job is running.' },
      handle: (call) => {
        const id = paramOf(call, 'id');
        if (jobs.stop(id)) return json(DONE, 202);
        throw new UserError(`no job '${id}' is running`, {
          code: 'NO_SUCH_JOB',
          hint: 'GET /api/jobs has all of them',
        });
      },
    },
    {
      method: 'GET',
      path: '/api/schedules',
      operation: 'listSchedules',
      summary: 'What the project has scheduled, with the next times and the last run.',
      answer: { schema: 'ScheduleRow', isList: true, description: 'In the order of the configuration.' },
      handle: () => json(jobs.schedules()),
    },
  ];
}

import type { Random } from '../../load/random.ts';
import { readJsonObject } from '../body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { choiceParam, numberParam } from '../parameters.ts';
import type { Route } from '../router.ts';
import { type DemoState, seededFor } from '../state.ts';
import { Jobs, type NewJob } from './jobs.ts';
import { checkedWebhook } from './webhook.ts';

const MAX_MS = 600_000;
const MAX_LIST = 1000;

/** Work that takes longer than a request: submitted, then asked for or announced by a webhook. */
export function jobRoutes(state: DemoState): readonly Route[] {
  const jobs = new Jobs(state.jobSlots);
  const failing = seededFor(state, 'jobs');
  state.closing.push(() => jobs.close());
  const found = (exchange: Exchange) => {
    const { id = '' } = exchange.pathParams;
    const job = jobs.get(id);
    if (job === undefined) throw new Refusal(404, `There is no job ${id.slice(0, 50)}.`);
    return job;
  };
  return [
    {
      method: 'POST',
      path: '/jobs',
      about:
        '`{kind?, ms?, fail?, webhook?}`: 202 with the job and `location`; takes 1,000 ms once one of four workers is free; `fail` is true or a share; `webhook` a URL on this machine that is posted `{event, job}`',
      handle: async (exchange) => {
        const job = jobs.submit(newJob(await readJsonObject(exchange, state.maxBodyBytes), failing));
        sendJson(exchange, jobs.describe(job), { status: 202, headers: { location: `/jobs/${job.id}` } });
      },
    },
    {
      method: 'GET',
      path: '/jobs',
      about:
        '`?state=any&limit=100`: `{running, queued, total, jobs}`, newest first; the last 10,000 finished are kept',
      handle: (exchange) => {
        const wanted = choiceParam(exchange, 'state', ['any', 'queued', 'running', 'done', 'failed', 'cancelled']);
        const limit = numberParam(exchange, 'limit', { fallback: 100, min: 0, max: MAX_LIST });
        const chosen = jobs.list().filter((job) => wanted === 'any' || job.state === wanted);
        const shown = limit === 0 ? [] : chosen.slice(-limit).reverse();
        sendJson(exchange, { ...jobs.counts, total: chosen.length, jobs: shown.map((job) => jobs.describe(job)) });
      },
    },
    {
      method: 'GET',
      path: '/jobs/:id',
      about:
        '`{id, kind, ms, state, progress, queuedMs, ranMs, result?, error?, webhook?, …}`: queued, running, done, failed or cancelled',
      handle: (exchange) => sendJson(exchange, jobs.describe(found(exchange))),
    },
    {
      method: 'POST',
      path: '/jobs/:id/cancel',
      about: 'cancels what is queued or running: the job; 409 where it is over',
      handle: (exchange) => {
        const job = found(exchange);
        if (!jobs.cancel(job)) throw new Refusal(409, `The job is ${job.state} already.`);
        sendJson(exchange, jobs.describe(job));
      },
    },
    {
      method: 'DELETE',
      path: '/jobs/:id',
      about: 'cancels it where it is not over, and forgets it: 204',
      handle: (exchange) => {
        jobs.remove(found(exchange));
        sendNothing(exchange);
      },
    },
  ];
}

function newJob(body: Readonly<Record<string, unknown>>, random: Random): NewJob {
  const { kind = 'job', ms = 1000, fail = false, webhook } = body;
  if (typeof kind !== 'string' || kind === '' || kind.length > 50) {
    throw new Refusal(400, 'kind must be a text of 1 to 50 characters.');
  }
  if (typeof ms !== 'number' || !(ms >= 0 && ms <= MAX_MS)) {
    throw new Refusal(400, `ms must be a number from 0 to ${MAX_MS}.`);
  }
  const share = typeof fail === 'boolean' ? Number(fail) : fail;
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) {
    throw new Refusal(400, 'fail must be true, false or a share from 0 to 1.');
  }
  const url = webhook === undefined ? undefined : checkedWebhook(webhook);
  return { kind, ms, fails: random.next() < share, webhook: url };
}

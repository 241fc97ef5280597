import type { Step } from '../../../model/steps.ts';
import type { User } from '../../../users/user.ts';
import type { Functions } from '../../function-names.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { nonEmptyText } from '../../shape/leaves.ts';
import { list } from '../../shape/shape.ts';
import { pollAdvice, withinAdvice } from '../advice/jobs.ts';
import type { Endpoint } from '../endpoint.ts';
import { secondsOf } from '../load-facts.ts';
import { option } from '../option.ts';
import { check, group, loop, think as pause, set, when } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';
import { CallbackListener, type ExpectedCallback } from './callbacks.ts';

const work = { kind: '{{ run }}', ms: '{{ jobMs }}' };

const endpoints = {
  submit: {
    method: 'POST',
    path: '/jobs',
    json: work,
    capture: { id: '$.id', state: '$.state' },
    expect: { status: 202, json: '$.id' },
  },
  'submit with webhook': {
    method: 'POST',
    path: '/jobs',
    json: { ...work, webhook: '{{ webhook }}' },
    capture: { id: '$.id' },
    expect: { status: 202, json: '$.id' },
  },
  poll: {
    path: '/jobs/{{ id }}',
    capture: { state: '$.state' },
    expect: { status: 200, json: { '$.id': '{{ id }}', '$.state': /./ } },
  },
  result: { path: '/jobs/{{ id }}', expect: { status: 200, json: { '$.state': '{{ state }}' } } },
  remove: { method: 'DELETE', path: '/jobs/{{ id }}', expect: { status: 204 } },
  leftovers: {
    path: '/jobs',
    query: { limit: 1000 },
    capture: { left: { json: '$.jobs[*]', pick: 'all', default: [] } },
    expect: { status: 200 },
  },
} satisfies Record<string, Endpoint>;

const texts = list(nonEmptyText);

const options = {
  notify: option.choice(
    ['poll', 'webhook'],
    'poll',
    'How a user learns that its job is over: by asking again and again, or by being called.',
  ),
  jobMs: option.whole(1000, 'How long a job takes, as asked for, in milliseconds.', { min: 0 }),
  interval: option.duration('200ms', 'Pause between two polls.'),
  within: option.duration('30s', 'A job that takes longer has failed.'),
  done: option.of<readonly string[]>(texts, ['done'], 'States of a job that has succeeded.'),
  failed: option.of<readonly string[]>(texts, ['failed', 'cancelled'], 'States of a job that has not.'),
  stateInCallback: option.text('job.state', 'Where a callback says in what state the job is.'),
  webhookHost: option.text('127.0.0.1', 'Address of this machine at which the target can call it.'),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

const jobSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'job',
  about: 'users submit jobs and wait until they are done, by polling or by a webhook; how long that takes is measured',
  options,
  endpoints,
  variables:
    '`jobMs`, `id`, `state`, `webhook` (an address of this user); `run` is a name that only this run has, by which `leftovers` are told',
  load: { users: 10, duration: '3m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'job_success rate > 99%',
    'job_completion p95 < 10s',
    'http_req_duration{type:api} p95 < 500ms',
  ],
  holdsFunctions: true,
  check: pollProblems,
  advise: (config) => [...pollAdvice(config), ...withinAdvice(config)],
  build(config, operations) {
    const { think, jobMs } = config;
    return {
      scenarios: [
        {
          name: 'job',
          tags: { type: 'api' },
          // A job that was submitted is waited for, so that it can be removed.
          gracefulStop: secondsOf(config.within) + 30,
          steps: [
            set({ jobMs, id: null, state: 'unknown', webhook: '' }),
            pause(think),
            { kind: 'call', function: 'jobBegins' },
            group('job', config.notify === 'poll' ? polling(config, operations) : waiting(operations)),
            { kind: 'call', function: 'jobEnds' },
            check('job is done', `state in ${JSON.stringify(config.done)}`),
            ...operations.send('remove', { needs: ['id'], name: 'clean up' }),
          ],
        },
      ],
      teardown: leftovers(operations),
      metrics: { job_completion: { type: 'trend', unit: 'ms' }, job_success: { type: 'rate' } },
      functions: jobFunctions(config),
    };
  },
};

export const job = defineTemplate(jobSpec);

function polling({ done, failed, interval, within }: Config, { send }: Operations<Endpoints>): Step[] {
  const over = JSON.stringify([...done, ...failed]);
  const times = Math.ceil(secondsOf(within) / Math.max(0.001, secondsOf(interval)));
  return [
    ...send('submit'),
    when('exists(id)', loop({ count: times, while: `state not in ${over}` }, pause(interval), send('poll'))),
  ];
}

function waiting({ send }: Operations<Endpoints>): Step[] {
  return [
    ...send('submit with webhook'),
    when('exists(id)', { kind: 'call', function: 'awaitCallback' }),
    ...send('result', { needs: ['id', 'calledBack'] }),
  ];
}

/** Jobs of iterations that were interrupted: those of this run's kind. */
function leftovers({ send }: Operations<Endpoints>): Step[] {
  const [list] = send('leftovers');
  if (list === undefined) return [];
  const remove = [set({ id: '{{ leftover.id }}' }), ...send('remove', { name: 'clean up' })];
  return [list, loop({ over: 'left', as: 'leftover' }, when('leftover.kind == run', remove))];
}

interface OpenJob {
  readonly startedMs: number;
  readonly callback: ExpectedCallback | undefined;
}

/** What flows have no steps for: the metrics, and the listener for callbacks, one in each worker. */
function jobFunctions({ notify, done, within, stateInCallback, webhookHost }: Config): Functions {
  const listener = new CallbackListener(webhookHost);
  const open = new WeakMap<object, OpenJob>();
  const timeoutMs = secondsOf(within) * 1000;
  return {
    jobBegins: async (user: User) => {
      const callback = notify === 'webhook' ? await listener.expect() : undefined;
      if (callback !== undefined) user.vars.webhook = callback.url;
      open.set(user, { startedMs: performance.now(), callback });
    },
    awaitCallback: async (user: User) => {
      const callback = open.get(user)?.callback;
      const body = callback === undefined ? undefined : await inTime(callback.body, timeoutMs);
      if (body === undefined) return;
      user.vars.state = memberAt(body, stateInCallback) ?? 'unknown';
      user.vars.calledBack = true;
    },
    jobEnds: (user: User) => {
      const { startedMs = performance.now(), callback } = open.get(user) ?? {};
      open.delete(user);
      callback?.forget();
      const succeeded = done.includes(String(user.vars.state));
      user.rate('job_success').add(succeeded);
      if (succeeded) user.trend('job_completion').add(performance.now() - startedMs);
    },
  };
}

async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `job.state` of what was sent. */
function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Record<string, unknown>)[key];
  }, value);
}

function pollProblems({ interval, within, done }: Config): PathProblem[] {
  const problems: PathProblem[] = [];
  const add = (path: string, message: string, hint: string) =>
    problems.push({ code: 'INVALID_VALUE', message, hint, path: [path] });
  if (secondsOf(interval) < 0.001) add('interval', 'polls need a pause of at least 1 ms', "such as '200ms'");
  if (secondsOf(within) < secondsOf(interval))
    add('within', 'a job would have failed before the first poll', "let 'within' be longer than 'interval'");
  if (done.length === 0) add('done', 'no state means that a job is done', "such as ['done']");
  return problems;
}

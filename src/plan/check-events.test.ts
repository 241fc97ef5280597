import { describe, expect, it } from 'vitest';
import { get, planned, planOf, problemsIn, shopInput, steps } from './shop-fixture.ts';

const subscribe = { kind: 'subscribe', url: '/events', as: 'feed' };
const problems = (changes: object) => problemsIn(shopInput(changes));

describe('event steps', () => {
  it.each<[object, string, string, string, string]>([
    [
      steps(subscribe, { kind: 'receive', from: 'fed' }),
      'steps[1].from',
      'UNKNOWN_STREAM',
      "a stream called 'fed'",
      "did you mean 'feed'?",
    ],
    [steps({ kind: 'receive' }), 'steps[0].from', 'UNKNOWN_STREAM', "a stream called 'events'", "as: 'events'"],
    [
      steps(subscribe, { kind: 'unsubscribe', from: 'other stream' }),
      'steps[1].from',
      'UNKNOWN_STREAM',
      "'other stream'",
      "has 'feed'",
    ],
    [
      steps({ ...subscribe, as: '' }),
      'steps[0].as',
      'INVALID_STEP',
      "'' is not the name of a stream",
      'as variables have',
    ],
    [
      steps({ ...subscribe, idleTimeout: 'soon' }),
      'steps[0].idleTimeout',
      'INVALID_DURATION',
      "idleTimeout is 'soon'",
      '',
    ],
    [steps({ ...subscribe, buffer: -1 }), 'steps[0].buffer', 'INVALID_NUMBER', 'buffer cannot be -1', 'from 0'],
    [steps({ ...subscribe, maxEventBytes: 0 }), 'steps[0].maxEventBytes', 'INVALID_NUMBER', 'cannot be 0', ''],
    [
      steps({ ...subscribe, reconnect: { attempts: 0 } }),
      'steps[0].reconnect.attempts',
      'INVALID_NUMBER',
      'cannot be 0',
      '',
    ],
    [
      steps({ ...subscribe, reconnect: { delay: 'x' } }),
      'steps[0].reconnect.delay',
      'INVALID_DURATION',
      "delay is 'x'",
      '',
    ],
    [
      steps({ ...subscribe, headers: { 'a b': 'c' } }),
      'steps[0].headers',
      'INVALID_HEADER',
      "'a b' is not the name of a header",
      '',
    ],
    [steps({ ...subscribe, url: '' }), 'steps[0].url', 'INVALID_URL', 'no URL', ''],
    [steps({ ...subscribe, when: '1 +' }), 'steps[0].when', 'EXPRESSION_SYNTAX', '', ''],
    [
      steps(subscribe, { kind: 'receive', from: 'feed', count: 0 }),
      'steps[1].count',
      'INVALID_NUMBER',
      'count cannot be 0',
      '',
    ],
    [
      steps(subscribe, { kind: 'receive', from: 'feed', within: 0 }),
      'steps[1].within',
      'INVALID_DURATION',
      'too short',
      '',
    ],
    [
      steps(subscribe, { kind: 'receive', from: 'feed', capture: [{ as: '', from: 'json' }] }),
      'steps[1].capture[0]',
      'INVALID_STEP',
      'as what',
      '',
    ],
    [get({ retry: { attempts: 0 } }), 'steps[0].retry', 'INVALID_RETRY', 'cannot make 0 attempts', 'from 1 to 20'],
    [get({ retry: { attempts: 1e9 } }), 'steps[0].retry', 'INVALID_RETRY', 'attempts', ''],
    [get({ retry: { attempts: 3, on: ['tiemout'] } }), 'steps[0].retry', 'INVALID_RETRY', 'on "tiemout"', 'timeout'],
    [get({ retry: { attempts: 3, on: [] } }), 'steps[0].retry', 'INVALID_RETRY', 'on []', 'list statuses'],
    [get({ retry: { attempts: 3, delay: 'x' } }), 'steps[0].retry.delay', 'INVALID_DURATION', "delay is 'x'", ''],
    [get({ retry: { attempts: 3, backoff: 0 } }), 'steps[0].retry', 'INVALID_RETRY', 'backoff cannot be 0', ''],
    [get({ retry: { attempts: 3, jitter: 200 } }), 'steps[0].retry', 'INVALID_RETRY', 'jitter cannot be 200', ''],
    [get({ retry: 3 }), 'steps[0].retry', 'INVALID_RETRY', 'cannot be 3', '{ attempts: 3'],
    [{ http: { instances: 'x instance' } }, 'http.instances', 'INVALID_HEADER', "'x instance' is not", "or 'address'"],
    [{ http: { cacheHeader: '' } }, 'http.cacheHeader', 'INVALID_HEADER', "'' is not the name", 'x-cache'],
  ])('%#: are told what is wrong, and how to mend it', (...[changes, path, code, message, hint]) => {
    const found = problems(changes).find((each) => each.path?.includes(path));
    expect(found?.code).toBe(code);
    expect(found?.message).toContain(message);
    expect(found?.hint ?? '').toContain(hint);
  });

  it('may be all that a test does, towards its target', () => {
    expect(
      problems({ ...steps(subscribe, { kind: 'receive', from: 'feed' }), target: undefined }).map(({ code }) => code),
    ).toEqual(['NO_TARGET']);
    const { plan, forecast } = planned({
      ...steps(subscribe, { kind: 'receive', from: 'feed', count: 3 }, { kind: 'unsubscribe', from: 'feed' }),
      limits: [
        'sse_event_latency{name:GET /events} p95 < 100ms',
        'checks{check:receive feed} rate > 99%',
        'sse_failed rate < 1%',
      ],
    });
    expect(plan.limits).toHaveLength(3);
    expect(forecast.requests).toEqual({ value: 600, is: 'exact' });
  });

  it('that keep their stream make fewer requests than iterations', () => {
    expect(planned(steps({ ...subscribe, keep: true })).forecast.requests.is).toBe('estimate');
  });
});

describe('instances', () => {
  const limits = ['http_req_duration{instance:2} p95 < 1s'];

  it('are a tag of requests where the test asks for it', () => {
    expect(planOf({ limits, http: { instances: 'X-Instance' } }).scenarios[0]?.http.instances).toBe('x-instance');
    expect(problems({ limits }).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "UNKNOWN_TAG no sample of this test has the tag 'instance'",
    ]);
  });

  it('are no tag of what no response decides', () => {
    const http = { instances: 'address' };
    expect(problems({ http, limits: ['iterations{instance:2} count > 1'] })[0]?.message).toBe(
      "samples of iterations never have the tag 'instance'",
    );
    expect(problems({ http, limits: ['cache_hits{instance:2} rate > 50%'] })).toEqual([]);
    expect(problems({ http, tags: { instance: 'a' }, limits: ['iterations{instance:a} count > 1'] })).toEqual([]);
  });
});

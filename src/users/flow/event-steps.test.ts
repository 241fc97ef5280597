import { describe, expect, it } from 'vitest';
import { type FakeAnswer, type FakeOptions, SETTINGS } from '../../../test/users/fake-shard.ts';
import { get, played, prepared } from '../../../test/users/play.ts';
import type { Step } from '../../model/steps.ts';

const subscribe: Step = { kind: 'subscribe', url: '/events', as: 'feed' };

/** A stream whose events come 100 ms apart, beside plain answers. */
function feed(...events: readonly string[]): FakeOptions {
  const pieces = events.map((text) => ({ afterMs: 100, text: `${text}\n\n` }));
  return { answer: ({ url }): FakeAnswer => (url.startsWith('/events') ? { pieces } : { body: '{"id":7}' }) };
}

describe('event steps', () => {
  it('open a stream, go on with other requests, and wait for what comes', async () => {
    const steps: Step[] = [
      subscribe,
      get('/publish', { capture: [{ as: 'id', from: 'json', expression: '$.id' }] }),
      {
        kind: 'receive',
        from: 'feed',
        within: '1s',
        match: { '$.id': '{{ id }}' },
        capture: [
          { as: 'text', from: 'json', expression: '$.text' },
          { as: 'last', from: 'header', expression: 'id' },
        ],
        expect: [
          { kind: 'json', path: '$.text', equals: 'mine' },
          { kind: 'duration', below: '900ms' },
        ],
      },
      { kind: 'unsubscribe', from: 'feed' },
      { kind: 'log', message: '{{ text }} {{ last }}' },
    ];
    const { outcome, urls, context } = await played(
      steps,
      feed('data: {"id":1}', 'data: nothing', 'id: 9\ndata: {"id":7,"text":"mine"}'),
    );
    expect([outcome, urls, context.logs]).toEqual(['completed', ['GET /events', 'GET /publish'], ['mine 9']]);
    expect(context.checks()).toEqual({
      'receive feed': '1/0',
      'json $.text is "mine"': '1/0',
      'duration < 900 ms': '1/0',
    });
    expect(context.fake.sent[0]?.input).toMatchObject({
      method: 'GET',
      keep: 'head',
      headers: { accept: 'text/event-stream' },
    });
  });

  it('wait for several events, each held against what is expected', async () => {
    const { outcome, context } = await played(
      [
        subscribe,
        {
          kind: 'receive',
          from: 'feed',
          name: 'three prices',
          event: 'price',
          count: 3,
          within: '5s',
          capture: [{ as: 'n', from: 'body' }],
          expect: [{ kind: 'body', matches: '^\\d$', name: 'is a digit' }],
        },
        { kind: 'log', message: '{{ n }}' },
      ],
      feed(
        'event: price\ndata: 1',
        'data: x',
        'event: price\ndata: two',
        'event: price\ndata: 3',
        'event: price\ndata: 4',
      ),
    );
    expect([outcome, context.logs]).toEqual(['completed', ['3']]);
    expect(context.checks()).toEqual({ 'three prices': '1/0', 'is a digit': '2/1' });
  });

  it('fail a check, and no iteration, where too few events come', async () => {
    const { outcome, context } = await played(
      [
        subscribe,
        { kind: 'receive', from: 'feed', count: 2, within: '250ms', expect: [{ kind: 'status', status: 200 }] },
      ],
      feed('data: 1'),
    );
    expect(outcome).toBe('completed');
    const { errors } = context.recorder.snapshot(0);
    expect(errors[0]?.samples[0]?.text).toBe('receive feed: 1 of 2 events came within 250ms');
  });

  it('fail the iteration where an event that never came was to be captured from', async () => {
    const { outcome, context } = await played(
      [subscribe, { kind: 'receive', from: 'feed', within: 0.1, capture: [{ as: 'x', from: 'body' }] }],
      { answer: () => ({ status: 503 }) },
    );
    expect(outcome).toBe('failed');
    const texts = context.recorder.snapshot(0).errors.flatMap(({ samples }) => samples.map(({ text }) => text));
    expect(texts).toContain('capture x: no response: no event came: answered with status 503');
  });

  it('tell of a stream that was skipped', async () => {
    const { context } = await played(
      [
        { ...subscribe, when: '1 > 2' } as Step,
        { kind: 'receive', from: 'feed' },
        { kind: 'unsubscribe', from: 'feed' },
      ],
      feed('data: 1'),
    );
    expect(context.recorder.snapshot(0).errors[0]?.samples[0]?.text).toContain('the stream was not subscribed to');
  });

  it('close streams with the iteration, but for those that are kept', async () => {
    const steps: Step[] = [
      { kind: 'subscribe', url: '/events/{{ $iteration }}', headers: { Accept: 'x' } },
      { kind: 'subscribe', url: '/events', as: 'kept', keep: true },
      { kind: 'receive', from: 'kept', within: '1s' },
    ];
    const { context, program } = await prepared(steps, feed('data: 1', 'data: 2', 'data: 3'));
    const user = program.user(0);
    const open = () => context.recorder.snapshot(0).gauges.map(({ last }) => last);
    for (let number = 0; number < 2; number++) {
      let outcome: string | undefined;
      user.iterate(context.iteration(number), (ended) => {
        outcome = ended;
      });
      for (let slice = 0; outcome === undefined && slice < 100; slice++) {
        context.clock.advanceBy(10_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect([outcome, open()]).toEqual(['completed', expect.arrayContaining([0, 1])]);
    }
    expect(context.fake.urls).toEqual(['GET /events/0', 'GET /events', 'GET /events/1']);
    expect(context.fake.sent[0]?.input).toMatchObject({ name: 'GET /events/:iteration', headers: { Accept: 'x' } });
    user.close();
    expect(open()).toEqual([0, 0]);
  });

  it('open a kept stream anew that is to lead elsewhere', async () => {
    const steps: Step[] = [{ kind: 'subscribe', url: '/events/{{ $iteration }}', keep: true }];
    const { context, program } = await prepared(steps, feed());
    const user = program.user(0);
    for (const number of [1, 1, 2]) {
      user.iterate(context.iteration(number), () => {});
      for (let slice = 0; slice < 5; slice++) {
        context.clock.advanceBy(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    expect(context.fake.urls).toEqual(['GET /events/1', 'GET /events/2']);
    expect(context.recorder.snapshot(0).gauges[0]?.last).toBe(1);
  });

  it('end their waiting when another branch fails', async () => {
    const { outcome, context } = await played(
      [
        subscribe,
        {
          kind: 'parallel',
          steps: [
            { kind: 'receive', from: 'feed', within: '1h' },
            {
              kind: 'group',
              name: 'g',
              steps: [
                { kind: 'think', duration: 1 },
                { kind: 'log', message: '{{ nothing }}' },
              ],
            },
          ],
        },
      ],
      feed(),
    );
    expect([outcome, context.clock.nowUs() < 3e6]).toEqual(['failed', true]);
  });

  it('ask for plain text where the test asks for compression, and stretch waiting as timeouts', async () => {
    const { context } = await played(
      [subscribe, { kind: 'receive', from: 'feed', within: '60ms' }],
      { ...feed('data: 1'), plan: { timeoutMultiplier: 2 } },
      { http: { ...SETTINGS, acceptEncoding: 'gzip' } },
    );
    expect(context.fake.sent[0]?.input.headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect(context.checks()).toEqual({ 'receive feed': '1/0' });
  });

  it.each<[Partial<Extract<Step, { kind: 'subscribe' }>>, string]>([
    [{ idleTimeout: 'soon' }, 'INVALID_DURATION'],
    [{ buffer: -1 }, 'INVALID_NUMBER'],
    [{ reconnect: { attempts: 0 } }, 'INVALID_NUMBER'],
    [{ retry: { attempts: 99 } }, 'INVALID_RETRY'],
  ])('fail the iteration of %j', async (wrong) => {
    const { outcome } = await played([{ ...subscribe, ...wrong } as Step], feed());
    expect(outcome).toBe('failed');
  });
});

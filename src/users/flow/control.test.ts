import { describe, expect, it } from 'vitest';
import { get, played, prepared } from '../../../test/users/play.ts';
import type { Step } from '../../model/steps.ts';

describe('the control of a flow', () => {
  it('loops by number, range, list and condition, each with its own count', async () => {
    const { urls } = await played([
      { kind: 'loop', count: 2, steps: [get('/n/{{ $loopCount }}')] },
      { kind: 'loop', count: '2-4', as: 'i', steps: [get('/r/{{ i }}')] },
      { kind: 'set', variables: { list: ['a', 'b'], n: 0 } },
      {
        kind: 'loop',
        over: 'list',
        as: 'item',
        steps: [
          { kind: 'loop', count: 1, steps: [get('/inner/{{ $loopCount }}')] },
          get('/{{ $loopElement }}/{{ item }}/{{ $loopCount }}'),
        ],
      },
      {
        kind: 'loop',
        count: -1,
        while: 'n < 2',
        steps: [get('/w/{{ n }}'), { kind: 'set', variables: { n: '{{ n + 1 }}' } }],
      },
      { kind: 'loop', count: 0, steps: [get('/never')] },
    ]);
    expect(urls.map((url) => url.slice(4))).toEqual([
      '/n/0',
      '/n/1',
      '/r/2',
      '/r/3',
      '/inner/0',
      '/a/a/0',
      '/inner/0',
      '/b/b/1',
      '/w/0',
      '/w/1',
    ]);
  });

  it('pauses and paces by durations that templates give', async () => {
    const { context } = await played(
      [
        { kind: 'set', variables: { s: 2 } },
        { kind: 'think', duration: { mean: '{{ s }}', deviation: '{{ 0 }}' } },
        get('/a'),
        { kind: 'think', duration: '{{ s }}' },
        get('/b'),
        { kind: 'think', duration: '{{ "1s" }}' },
        get('/c'),
      ],
      {},
    );
    expect(context.fake.sent.map(({ atUs }) => atUs)).toEqual([2e6, 4e6, 5e6]);
    const paced = await prepared([{ kind: 'pace', every: '{{ 2 * 10 }}s' }]);
    let ended = false;
    paced.program.user(0).iterate(paced.context.iteration(0), () => {
      ended = true;
    });
    paced.context.clock.advanceBy(19.9e6);
    expect(ended).toBe(false);
    paced.context.clock.advanceBy(0.2e6);
    expect(ended).toBe(true);
  });

  it('goes round 100,000 times without a request and without growing the stack, letting others have their turn', async () => {
    const { context, program } = await prepared([
      { kind: 'set', variables: { n: 0 } },
      { kind: 'loop', count: 100_000, steps: [{ kind: 'set', variables: { n: '{{ n + 1 }}' } }] },
      get('/{{ n }}'),
    ]);
    let ended = false;
    let turns = 0;
    const count = () => {
      if (!ended) context.clock.soon(count);
      turns++;
    };
    program.user(0).iterate(context.iteration(0), () => {
      ended = true;
    });
    count();
    context.clock.advanceBy(1);
    expect(ended).toBe(true);
    expect(turns).toBeGreaterThan(300);
    expect(context.fake.urls).toEqual(['GET /100000']);
  });

  it('never ends before iterate has returned, so that empty iterations can follow each other for ever', async () => {
    const { context, program } = await prepared([]);
    const user = program.user(0);
    let rounds = 0;
    const again = () => {
      if (rounds++ < 20_000) user.iterate(context.iteration(0), again);
    };
    again();
    expect(rounds).toBe(1);
    context.clock.advanceBy(1);
    expect(rounds).toBe(20_001);
  });

  it('takes branches by condition, function and chance', async () => {
    const { urls } = await played(
      [
        { kind: 'if', condition: 'role == "admin"', steps: [get('/admin')], else: [get('/user')] },
        { kind: 'if', condition: { function: 'isLate' }, steps: [get('/late')] },
        get('/when', { when: '{{ role == "user" }}' }),
        get('/unless', { when: 'not exists(role)' }),
        get('/always', { probability: 100 }),
        get('/never', { probability: 0 }),
      ],
      { plan: { variables: { role: 'user' } }, functions: { isLate: async () => true } },
    );
    expect(urls.map((url) => url.slice(4))).toEqual(['/user', '/late', '/when', '/always']);
  });

  it('tags groups by their path and measures how long they took, failed ones too', async () => {
    const { context, outcome } = await played(
      [
        {
          kind: 'group',
          name: 'a',
          steps: [
            { kind: 'group', name: 'b', steps: [get('/1', { expect: [{ kind: 'status', status: 200 }] })] },
            get('/{{ missing }}'),
          ],
        },
      ],
      { answer: () => ({ delayMs: 30 }) },
      { tags: { team: 'x' } },
    );
    expect(outcome).toBe('failed');
    expect(context.fake.sent[0]?.input).toMatchObject({ group: '::a::b', scenario: 'shop', tags: { team: 'x' } });
    const { added, trends } = context.snapshot();
    const groups = added.filter(({ metric }) => metric === 'group_duration');
    expect(groups.map(({ tags }) => tags)).toEqual([
      { team: 'x', scenario: 'shop', group: '::a::b' },
      { team: 'x', scenario: 'shop', group: '::a' },
    ]);
    expect(trends.map(({ histogram }) => histogram.sum)).toEqual([30_000, 30_000]);
  });

  it('pauses, fixed and drawn, and paces its iterations', async () => {
    const { context, program } = await prepared([
      { kind: 'pace', every: '10s' },
      { kind: 'think', duration: '1s' },
      get('/a'),
      { kind: 'think', duration: '1s..2s' },
      get('/b'),
      { kind: 'think', duration: { mean: '1s', deviation: '100ms' } },
      { kind: 'think', duration: 1, jitter: 10 },
    ]);
    let endedUs = 0;
    program.user(0).iterate(context.iteration(0), () => {
      endedUs = context.clock.nowUs();
    });
    context.clock.advanceBy(20e6);
    const [a, b] = context.fake.sent.map(({ atUs }) => atUs);
    expect(a).toBe(1e6);
    expect(b).toBeGreaterThan(2e6);
    expect(b).toBeLessThan(3e6);
    expect(endedUs).toBe(10e6);
  });

  it('runs branches at the same time, so many at once, and joins them', async () => {
    const branches = [get('/slow'), get('/2'), { kind: 'group', name: 'g', steps: [get('/3'), get('/4')] }] as Step[];
    const answer = (input: { url: string }) => ({ delayMs: input.url === '/slow' ? 50 : 10 });
    const { context, outcome } = await played([{ kind: 'parallel', limit: 2, steps: branches }, get('/after')], {
      answer,
    });
    expect(outcome).toBe('completed');
    expect(context.fake.sent.map(({ input, atUs }) => `${input.url} ${atUs / 1000}`)).toEqual([
      '/slow 0',
      '/2 0',
      '/3 10',
      '/4 20',
      '/after 50',
    ]);
    expect(context.fake.sent.map(({ dueUs }) => Number.isNaN(dueUs))).toEqual([false, false, true, true, true]);
  });

  it('fails as a whole when one branch fails, once the requests under way are answered', async () => {
    const { context, program } = await prepared(
      [
        {
          kind: 'parallel',
          steps: [
            get('/quick', { capture: [{ as: 'id', from: 'header', expression: 'x-id' }] }),
            { kind: 'think', duration: '1h' },
            { kind: 'group', name: 'slow', steps: [get('/slow'), get('/never')] },
          ],
        },
        get('/after'),
      ],
      { answer: (input) => ({ delayMs: input.url === '/slow' ? 50 : 10 }) },
    );
    const ended: string[] = [];
    program.user(0).iterate(context.iteration(0), (outcome) => ended.push(`${outcome} ${context.clock.nowUs()}`));
    context.clock.advanceBy(7200e6);
    expect(ended).toEqual(['failed 50000']);
    expect(context.fake.urls).toEqual(['GET /quick', 'GET /slow']);
  });

  it('runs 20,000 branches that wait for nothing, one at a time, and nested ones, without growing the stack', async () => {
    const step: Step = { kind: 'set', variables: { n: '{{ n + 1 }}' } };
    const { urls } = await played(
      [
        { kind: 'parallel', limit: 1, steps: Array.from({ length: 20_000 }, () => step) },
        {
          kind: 'loop',
          count: 2000,
          steps: [{ kind: 'parallel', steps: [{ kind: 'parallel', steps: [step, step] }] }],
        },
        get('/{{ n }}'),
      ],
      { plan: { variables: { n: 0 } } },
    );
    expect(urls).toEqual(['GET /24000']);
  });

  it('goes on from one iteration to the next for one user, each with variables of its own', async () => {
    const { context, program } = await prepared([
      get('/{{ seen or "fresh" }}'),
      { kind: 'set', variables: { seen: 1 } },
    ]);
    const user = program.user(0);
    let rounds = 0;
    const again = () => {
      if (rounds++ < 3) user.iterate(context.iteration(rounds), again);
    };
    again();
    context.clock.advanceBy(1000);
    expect(context.fake.urls).toEqual(['GET /fresh', 'GET /fresh', 'GET /fresh']);
    expect(context.fake.ended).toBe(3);
  });

  it('lets the event loop turn while functions answer with promises that settle at once', async () => {
    let calls = 0;
    const { context, program } = await prepared(
      [{ kind: 'loop', count: -1, steps: [{ kind: 'call', function: 'instant' }] }],
      { functions: { instant: async () => void calls++ } },
    );
    const user = program.user(0);
    user.iterate(context.iteration(0), () => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(500);
    context.clock.advanceBy(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(1000);
    user.close();
  });
});

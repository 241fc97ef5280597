import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../../test/users/fake-shard.ts';
import { get, played, prepared } from '../../../test/users/play.ts';
import type { Step } from '../../model/steps.ts';

const json = (value: unknown) => () => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

describe('a flow', () => {
  it('sends its requests in order, one after the other', async () => {
    const { outcome, urls, context } = await played([get('/a'), get('/b'), get('/c')], {
      answer: () => ({ delayMs: 10 }),
    });
    expect(outcome).toBe('completed');
    expect(urls).toEqual(['GET /a', 'GET /b', 'GET /c']);
    expect(context.fake.sent.map(({ atUs }) => atUs)).toEqual([0, 10_000, 20_000]);
    expect(context.fake.ended).toBe(1);
  });

  it('prepares a constant request once for all users, and one that varies by its URL once for each URL', async () => {
    const { context, program } = await prepared([get('/a'), get('/items/{{ $iteration }}')]);
    expect(context.fake.prepared).toBe(1);
    for (const number of [1, 2, 1, 2]) await context.iterate(program, number);
    expect(context.fake.prepared).toBe(3);
    expect(context.fake.sent[1]?.input.name).toBe('GET /:iteration'.replace('/:', '/items/:'));
  });

  it('gives the first request the time it was due, and later ones none', async () => {
    const { context, program } = await prepared([{ kind: 'think', duration: '2s' }, get('/a'), get('/b')]);
    context.clock.advanceTo(5000);
    program.user(0).iterate(context.iteration(0, 1000), () => {});
    context.clock.advanceBy(3e6);
    expect(context.fake.sent.map(({ dueUs }) => dueUs)).toEqual([2_001_000, Number.NaN]);
  });

  it('carries what it captures into later requests', async () => {
    const { urls, context } = await played(
      [
        get('/items', {
          capture: [
            { as: 'id', from: 'json', expression: '$.items[1].id' },
            { as: 'ids', from: 'json', expression: '$.items[*].id', pick: 'all' },
            { as: 'cheap', from: 'json', expression: '$.items[?(@.price < 5)].id' },
            { as: 'etag', from: 'header', expression: 'ETag' },
            { as: 'session', from: 'cookie', expression: 'sid' },
            { as: 'code', from: 'status' },
            { as: 'price', from: 'regexp', expression: '"price":(?<amount>\\d+)', group: 'amount', pick: 'last' },
            { as: 'none', from: 'header', expression: 'x-none', default: 'd' },
          ],
        }),
        get('/{{ id }}/{{ ids }}/{{ cheap }}/{{ etag }}/{{ session }}/{{ code }}/{{ price }}/{{ none }}'),
      ],
      {
        answer: () => ({
          headers: { etag: 'e1', 'set-cookie': 'sid=s1' },
          body: JSON.stringify({
            items: [
              { id: 7, price: 9 },
              { id: 8, price: 3 },
            ],
          }),
        }),
      },
    );
    expect(urls[1]).toBe('GET /8/[7,8]/8/e1/s1/200/3/d');
    expect(context.fake.sent[0]?.input.keep).toBe('body');
  });

  it('captures the first of several matches unless it says another', async () => {
    const from = { from: 'json', expression: '$.l[*]' } as const;
    const { urls } = await played(
      [
        get('/', {
          capture: [
            { ...from, as: 'first' },
            { ...from, as: 'second', pick: 1 },
            { as: 'word', from: 'regexp', expression: '\\d' },
          ],
        }),
        get('/{{ first }}/{{ second }}/{{ word }}'),
      ],
      { answer: json({ l: [1, 2, 3, 4, 5, 6, 7, 8] }) },
    );
    expect(urls[1]).toBe('GET /1/2/1');
  });

  it('expects of several matches that each is so, and with not that none is', async () => {
    const path = '$.l[*]';
    const { context } = await played(
      [
        get('/', {
          expect: [
            { kind: 'json', path: '$.one[*]', equals: 1, name: 'all' },
            { kind: 'json', path, equals: 1, name: 'some' },
            { kind: 'json', path, equals: 1, not: true, name: 'not all' },
            { kind: 'json', path, equals: 3, not: true, name: 'none' },
            { kind: 'json', path: '$.gone[*]', equals: 1, name: 'nothing' },
            { kind: 'json', path: '$.gone[*]', equals: 1, not: true, name: 'not of nothing' },
            { kind: 'json', path, not: true, name: 'is there' },
            { kind: 'json', path, exists: false, not: true, name: 'not gone' },
          ],
        }),
      ],
      { answer: json({ l: [1, 2], one: [1, 1] }) },
    );
    expect(context.checks()).toEqual({
      all: '1/0',
      some: '0/1',
      'not all': '0/1',
      none: '1/0',
      nothing: '0/1',
      'not of nothing': '1/0',
      'is there': '0/1',
      'not gone': '1/0',
    });
  });

  it('captures texts and attributes by CSS selector', async () => {
    const { urls } = await played(
      [
        get('/', {
          capture: [
            { as: 'title', from: 'css', expression: 'h1' },
            { as: 'link', from: 'css', expression: 'a.next', attribute: 'href', pick: 'last' },
          ],
        }),
        get('{{ link }}?t={{ title }}'),
      ],
      { answer: () => ({ body: '<h1> Shop </h1><a class="next" href="/1">1</a><a class="next" href="/2">2</a>' }) },
    );
    expect(urls[1]).toBe('GET /2?t=Shop');
  });

  it('fails when a capture finds nothing, counting a failed check and the error with the response', async () => {
    const { outcome, urls, context } = await played(
      [
        get('/a', {
          capture: [{ as: 'id', from: 'json', expression: '$.id' }],
          expect: [{ kind: 'status', status: 200 }],
        }),
        get('/b'),
      ],
      { answer: () => ({ body: '{"secret":"hunter2"}' }) },
    );
    expect(outcome).toBe('failed');
    expect(urls).toEqual(['GET /a']);
    const { errors } = context.snapshot();
    expect(errors).toMatchObject([{ kind: 'capture', name: 'capture id', count: 1 }]);
    expect(errors[0]?.samples[0]?.response).toContain('{"secret":"***"}');
  });

  it('counts every expectation as a check under a name that says it', async () => {
    const { outcome, context } = await played(
      [
        get('/a', {
          expect: [
            { kind: 'status', status: ['2xx', 304] },
            { kind: 'status', status: 500, not: true },
            { kind: 'contentType', contentType: 'json' },
            { kind: 'header', header: 'content-type', matches: '^application' },
            { kind: 'json', path: '$.id' },
            { kind: 'json', path: '$.id', equals: 3 },
            { kind: 'json', path: '$.id', equals: '3' },
            { kind: 'json', path: '$.gone', exists: false },
            { kind: 'body', contains: 'id' },
            { kind: 'duration', below: '300ms' },
            { kind: 'body', contains: 'x', name: 'mine', not: true },
          ],
        }),
      ],
      { answer: json({ id: 3 }) },
    );
    expect(outcome).toBe('completed');
    expect(context.checks()).toEqual({
      'status is 2xx or 304': '1/0',
      'status is not 500': '1/0',
      'content type is json': '1/0',
      'header content-type matches /^application/': '1/0',
      'json $.id exists': '1/0',
      'json $.id is 3': '1/0',
      'json $.id is "3"': '0/1',
      'json $.gone does not exist': '1/0',
      'body contains "id"': '1/0',
      'duration < 300 ms': '1/0',
      mine: '1/0',
    });
  });

  it('counts expectations of a request without an answer as failed, and goes on', async () => {
    const { outcome, urls, context } = await played(
      [
        get('/a', {
          expect: [
            { kind: 'status', status: 200 },
            { kind: 'body', contains: 'x', not: true },
          ],
        }),
        get('/b'),
      ],
      { answer: () => ({ error: 'refused' }) },
    );
    expect(outcome).toBe('completed');
    expect(urls).toHaveLength(2);
    expect(context.checks()).toEqual({ 'status is 200': '0/1', 'body does not contain "x"': '0/1' });
  });

  it('takes a status that it expects for no failure', async () => {
    const { context } = await played([get('/a', { expect: [{ kind: 'status', status: 404 }] }), get('/b')]);
    expect(context.fake.sent[0]?.input.expected).toEqual([
      [200, 399],
      [404, 404],
    ]);
    expect(context.fake.sent[1]?.input.expected).toBeUndefined();
  });

  it('keeps no more of a response than is read', async () => {
    const { context } = await played([
      get('/a', { expect: [{ kind: 'status', status: 200 }] }),
      get('/b', { expect: [{ kind: 'header', header: 'x' }] }),
      get('/c', { expect: [{ kind: 'body', contains: '' }] }),
    ]);
    expect(context.fake.sent.map(({ input }) => input.keep)).toEqual(['status', 'head', 'body']);
  });

  it('fails rather than send a missing variable', async () => {
    const { outcome, urls, context } = await played([get('/{{ idd }}')], { plan: { variables: { id: 1 } } });
    expect([outcome, urls]).toEqual(['failed', []]);
    const [error] = context.snapshot().errors;
    expect(error).toMatchObject({ kind: 'template', name: 'idd' });
    expect(error?.samples[0]?.text).toBe("the variable 'idd' has no value; did you mean 'id'?");
  });

  it('calls functions of the test with the user and what setup returned, and waits for them', async () => {
    const { urls, outcome } = await played(
      [
        { kind: 'call', function: 'sign' },
        get('/{{ signature }}'),
        get('/hooked', { beforeRequest: ['addHeader'], afterResponse: ['keepStatus'] }),
        get('/{{ seen }}/{{ token }}'),
      ],
      {
        setupData: { token: 't' },
        functions: {
          sign: async (user, { token }) => {
            await user.post('/sign', { json: {} });
            user.vars.signature = `s-${token}`;
          },
          addHeader: (request) => {
            request.headers['x-signed'] = 'yes';
            request.url += '?changed';
          },
          keepStatus: (response, user) => {
            user.vars.seen = response.status;
          },
        },
      },
    );
    expect(outcome).toBe('completed');
    expect(urls).toEqual(['POST /sign', 'GET /s-t', 'GET /hooked?changed', 'GET /200/t']);
  });

  it('fails when a function throws, with the place in its file', async () => {
    const { outcome, context } = await played([{ kind: 'call', function: 'broken' }], {
      functions: {
        broken: () => {
          throw new TypeError('no hunter2');
        },
      },
    });
    expect(outcome).toBe('failed');
    const [error] = context.snapshot().errors;
    expect(error).toMatchObject({ kind: 'exception', name: 'shop' });
    expect(error?.samples[0]?.text).toMatch(/^TypeError: no \*\*\*\n.*flow\.test\.ts/);
  });

  it('sends the same for the same iteration number, and other things for another', async () => {
    const steps: Step[] = [
      get('/{{ $uuid() }}/{{ color }}', { probability: 90 }),
      { kind: 'think', duration: '0s..1s' },
      get('/{{ $randomNumber(1, 1000000) }}/{{ color }}'),
    ];
    const options = { plan: { variables: { color: ['red', 'green', 'blue'] } } };
    const run = async (number: number) => {
      const { context, program } = await prepared(steps, options);
      await context.iterate(program, number);
      return context.fake.sent.map(({ input, atUs }) => `${input.url} ${atUs}`);
    };
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
  });

  it('fills in headers of the settings that hold templates, unless a step has its own', async () => {
    const { context } = await played(
      [get('/a'), get('/b', { headers: { 'x-user': 'me' } })],
      {},
      {
        http: { ...SETTINGS, headers: { 'X-User': '{{ $user }}', plain: 'p' } },
      },
    );
    expect(context.fake.sent.map(({ input }) => input.headers)).toEqual([{ 'X-User': '0' }, { 'x-user': 'me' }]);
  });

  it('calls nothing back after it was closed', async () => {
    for (const steps of [
      [get('/a')],
      [{ kind: 'think', duration: 1 }],
      [{ kind: 'call', function: 'wait' }],
    ] as Step[][]) {
      const { context, program } = await prepared([...steps, get('/after')], {
        functions: { wait: () => new Promise((resolve) => setImmediate(resolve)) },
      });
      const user = program.user(0);
      let ended = false;
      user.iterate(context.iteration(0), () => {
        ended = true;
      });
      user.close();
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      context.clock.advanceBy(5e6);
      expect(ended).toBe(false);
      expect(context.fake.urls).not.toContain('GET /after');
    }
  });

  it.each([
    [[{ kind: 'call', function: 'sing' }], 'UNKNOWN_FUNCTION'],
    [[get('/{{ $nope() }}')], 'UNKNOWN_FUNCTION'],
    [[get('/', { capture: [{ as: 'x', from: 'regexp', expression: '(' }] })], 'INVALID_PATTERN'],
    [[get('/', { capture: [{ as: 'x', from: 'css', expression: ':::' }] })], 'INVALID_SELECTOR'],
    [[get('/', { capture: [{ as: 'x', from: 'json', expression: '$.a[?(' }] })], 'INVALID_JSONPATH'],
    [[get('/', { expect: [{ kind: 'status', status: '2x' }] })], 'INVALID_STATUS'],
    [[get('/{{ a }}', { timeout: 'soon' })], 'INVALID_DURATION'],
    [[{ kind: 'think', duration: 'a while' }], 'INVALID_DURATION'],
    [[{ kind: 'loop', count: 'some', steps: [] }], 'LOOP_COUNT'],
    [[{ kind: 'group', name: 'g{{ n }}', steps: [] }], 'GROUP_NAME'],
    [[get('/', { json: {}, body: 'x' })], 'REQUEST_BODY'],
    [[get('/', { multipart: [{ name: 'f', file: 'gone.png' }] })], 'UPLOAD_UNREADABLE'],
  ] as [Step[], string][])('refuses what can never work before anything runs (%#: %j)', async (steps, code) => {
    await expect(prepared(steps)).rejects.toMatchObject({ code });
  });
});

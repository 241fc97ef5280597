import { describe, expect, it } from 'vitest';
import { type FakeAnswer, FakeContext, SETTINGS } from '../../../test/users/fake-shard.ts';
import { prepareProgram } from '../prepare.ts';
import type { User } from '../user.ts';

const EVENTS = {
  pieces: ['id: 1\nevent: a\ndata: {"n":1}\n\n', 'data: {"n":2}\n\n', 'data: {"n":3}\n\n'].map((text) => ({
    afterMs: 100,
    text,
  })),
};

async function prepared(script: (user: User) => unknown, answer: () => FakeAnswer = () => EVENTS) {
  const context = new FakeContext({ functions: { script }, answer });
  const scenario = { name: 'shop', function: 'script', variables: {}, env: {}, tags: {}, http: SETTINGS };
  return { context, program: await prepareProgram(scenario, context) };
}

async function played(script: (user: User) => unknown, answer?: () => FakeAnswer) {
  const { context, program } = await prepared(script, answer);
  return { context, outcome: await context.iterate(program) };
}

describe("a script's event stream", () => {
  it('gives events as they come, asked for one by one', async () => {
    const { context, outcome } = await played(async (user) => {
      const events = await user.events('/events', { name: 'feed', lastEventId: '0é' });
      user.log([events.open, events.response.status, events.error ?? 'fine']);
      const first = await events.next({ event: 'a', timeout: '1s' });
      user.log([first?.event, first?.id, first?.json<{ n: number }>().n]);
      const third = await events.next({ match: (event) => event.json<{ n: number }>().n > 2 });
      user.log([third?.data, events.received, events.lastEventId]);
      user.log((await events.next({ timeout: '10ms' })) === undefined);
    });
    expect(outcome).toBe('completed');
    expect(context.logs).toEqual(['[true,200,"fine"]', '["a","1",1]', '["{\\"n\\":3}",3,"1"]', 'true']);
    expect(context.fake.sent[0]?.input).toMatchObject({ name: 'feed', headers: { 'last-event-id': '0Ã©' } });
  });

  it('can be gone through until it ends', async () => {
    const { context, outcome } = await played(
      async (user) => {
        const events = await user.events('/events');
        for await (const event of events) user.log(event.data);
        user.log(`${events.open} ${events.error} ${events.errorText}`);
      },
      () => ({ ...EVENTS, ends: true }),
    );
    expect(outcome).toBe('completed');
    expect(context.logs.at(-1)).toBe('false closed the server has ended the stream');
    expect(context.logs).toHaveLength(4);
  });

  it('that could not be opened is data, as a failed request is', async () => {
    const { context, outcome } = await played(
      async (user) => {
        const events = await user.events('/events');
        user.log(`${events.open} ${events.response.status} ${events.error} ${await events.next()}`);
      },
      () => ({ status: 503 }),
    );
    expect([outcome, context.logs]).toEqual(['completed', ['false 503 closed undefined']]);
  });

  it('ends with the iteration, also for what still waits, unless it is kept', async () => {
    const { context, program } = await prepared(
      async (user) => {
        const [own, kept] = await Promise.all([user.events('/own'), user.events('/kept', { keep: true })]);
        void own.next({ timeout: '1h' }).then((event) => user.log(event === undefined));
        await kept.next();
      },
      () => ({
        pieces: [
          { afterMs: 50, text: 'data: 1\n\n' },
          { afterMs: 60, text: 'data: 2\n\n' },
        ],
      }),
    );
    const user = program.user(0);
    for (let number = 0; number < 2; number++) {
      let ended = false;
      user.iterate(context.iteration(number), () => {
        ended = true;
      });
      for (let slice = 0; slice < 50 && !ended; slice++) {
        context.clock.advanceBy(5000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(ended).toBe(true);
    }
    expect(context.fake.urls).toEqual(['GET /own', 'GET /kept', 'GET /own']);
  });

  it.each<[string, (user: User) => unknown, string]>([
    ['a wrong duration', (user) => user.events('/', { idleTimeout: 'soon' }), 'is no duration'],
    ['a wrong buffer', (user) => user.events('/', { buffer: 1.5 }), 'buffer of an event stream cannot be 1.5'],
    [
      'a wrong retry',
      (user) => user.get('/', { retry: { attempts: 3, on: ['whenever'] } }),
      'cannot be made on "whenever"',
    ],
    ['an async match', async (user) => (await user.events('/')).next({ match: async () => false }), 'is async'],
    ['a throwing match', async (user) => (await user.events('/')).next({ match: () => user.fail('no') }), 'no'],
  ])('fails the iteration for %s', async (_what, script, text) => {
    const { context, outcome } = await played(script);
    expect(outcome).toBe('failed');
    expect(context.recorder.snapshot(0).errors[0]?.samples[0]?.text).toContain(text);
  });
});

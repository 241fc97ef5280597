import { describe, expect, it } from 'vitest';
import { fromYaml } from '../text-definition.ts';
import { scenario } from './scenario-builder.ts';

const realtime = scenario('realtime')
  .target('http://localhost:3000')
  .http({ instances: 'x-instance', cacheHeader: 'x-cache' })
  .subscribe('/events?channel={{ channel }}', {
    as: 'feed',
    latencyFrom: '$.at',
    reconnect: { delay: '1s' },
    keep: true,
  })
  .tag('kind', 'stream')
  .post('/publish', {
    json: { text: 'hello' },
    retry: { attempts: 3, on: [503, 'timeout'], delay: '100ms', backoff: 2 },
  })
  .receive('feed', { event: 'news', count: 2, within: '2s', match: { '$.text': 'hello' }, capture: { id: '$.id' } })
  .capture('text', '$.text')
  .expect({ json: { '$.text': 'hello' } })
  .name('hears it')
  .receive()
  .unsubscribe('feed')
  .unsubscribe();

describe('event streams in a flow', () => {
  it('are steps like others', () => {
    expect(realtime.toSpec().scenarios[0]?.steps).toEqual([
      {
        kind: 'subscribe',
        url: '/events?channel={{ channel }}',
        as: 'feed',
        latencyFrom: '$.at',
        reconnect: { delay: '1s' },
        keep: true,
        tags: { kind: 'stream' },
      },
      {
        kind: 'request',
        method: 'POST',
        url: '/publish',
        json: { text: 'hello' },
        retry: { attempts: 3, on: [503, 'timeout'], delay: '100ms', backoff: 2 },
      },
      {
        kind: 'receive',
        from: 'feed',
        event: 'news',
        count: 2,
        within: '2s',
        match: { '$.text': 'hello' },
        capture: [
          { as: 'id', from: 'json', expression: '$.id' },
          { as: 'text', from: 'json', expression: '$.text' },
        ],
        expect: [{ kind: 'json', path: '$.text', equals: 'hello' }],
        name: 'hears it',
      },
      { kind: 'receive' },
      { kind: 'unsubscribe', from: 'feed' },
      { kind: 'unsubscribe' },
    ]);
  });

  it('go to YAML and back', () => {
    expect(fromYaml(realtime.toYaml()).spec).toEqual(realtime.toSpec());
  });

  it('are written in YAML in few words', () => {
    const text = `
config: { target: 'http://localhost:3000', load: { users: 1, duration: 1s } }
scenarios:
  - name: a
    flow:
      - subscribe: /events
      - receive:
      - receive: events
      - receive: { count: 3, expect: { body: hello }, capture: { as: id, json: $.id } }
      - unsubscribe: events
      - unsubscribe:
      - get: { url: /, retry: { attempts: 2, on: 503, jitter: '20%' } }
`;
    expect(fromYaml(text).spec.scenarios[0]?.steps).toEqual([
      { kind: 'subscribe', url: '/events' },
      { kind: 'receive' },
      { kind: 'receive', from: 'events' },
      {
        kind: 'receive',
        count: 3,
        capture: [{ as: 'id', from: 'json', expression: '$.id' }],
        expect: [{ kind: 'body', contains: 'hello' }],
      },
      { kind: 'unsubscribe', from: 'events' },
      { kind: 'unsubscribe' },
      { kind: 'request', method: 'GET', url: '/', retry: { attempts: 2, on: [503], jitter: 20 } },
    ]);
  });

  it('keep the function of their condition', () => {
    const flow = scenario('a').subscribe('/events', { when: (user) => user.id > 1 });
    expect(flow.toSpec().scenarios[0]?.steps?.[0]).toEqual({
      kind: 'subscribe',
      url: '/events',
      when: { function: 'a/when' },
    });
  });

  it.each([
    [() => scenario('a').subscribe(undefined as never), /needs a URL/],
    [() => scenario('a').receive(3 as never), /needs the name of a stream/],
    [() => scenario('a').receive('b').tag('a', 'b'), /must follow a request/],
  ])('refuse what makes no sense (%#)', (write, message) => {
    expect(write).toThrow(message);
  });
});

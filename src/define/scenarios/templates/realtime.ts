import type { Step } from '../../../model/steps.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { trafficAdvice } from '../advice/traffic.ts';
import { type Endpoint, subscribeStep } from '../endpoint.ts';
import { meanSeconds, peakUsers } from '../load-facts.ts';
import { minor, option } from '../option.ts';
import type { ScenarioAdvice } from '../scenario-advice.ts';
import { check, group, loop, think as pause, set } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';

const MESSAGE_BYTES = { small: 100, medium: 1000, large: 10_000 } as const;

const endpoints = {
  subscribe: { path: '/events', query: { channel: '{{ channel }}' } },
  publish: {
    method: 'POST',
    path: '/channels/{{ channel }}/messages',
    json: { data: { id: '{{ message }}', text: '{{ $randomString(messageBytes) }}' } },
    expect: { status: 201, json: '$.seq' },
  },
  cleanup: { method: 'DELETE', path: '/channels/{{ channel }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const shared = {
  messageSize: option.choice(
    ['small', 'medium', 'large'],
    'small',
    'Text in a message: small is 100 bytes, medium 1 kB, large 10 kB.',
  ),
  within: option.duration('5s', 'A message that takes longer to arrive is missing.'),
  id: minor(option.text('$.data.id', "Where an event's data hold the id that was published with the message.")),
  sentAt: minor(option.text('$.atUs', "Where an event's data say when it was sent, for the latency of events.")),
};

const options = {
  ...shared,
  channels: option.whole(10, 'Channels that the users are spread over.'),
  tabs: option.whole(
    3,
    'Streams that each user has open at once, as tabs of a browser: all must see the same messages in the same order.',
  ),
  messages: option.whole(5, 'Messages that a user publishes in an iteration.'),
  keepOpen: option.flag(true, 'Whether tabs stay open from one iteration to the next, or are opened anew in each.'),
  sequence: minor(option.text('$.seq', "Where an event's data hold what the tabs are compared by.")),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

export const realtimeSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'realtime',
  about: 'users publish messages and get them by server-sent events, in several tabs that must agree',
  options,
  endpoints,
  variables: '`channel`, `message` (its id) and `messageBytes` (of its text); `run` is a name that only this run has',
  load: { users: 50, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'sse_failed rate < 1%',
    'sse_event_latency p95 < 200ms',
    'http_req_duration{name:publish} p95 < 300ms',
  ],
  check: ({ tabs, channels }) => [...tooMany(tabs, 'tabs', 20), ...tooMany(channels, 'channels', 10_000)],
  advise: messageAdvice,
  build(config, operations) {
    const { channels, messageSize, tabs, messages, keepOpen, think } = config;
    const closing = keepOpen ? [] : numbers(tabs).map((tab): Step => ({ kind: 'unsubscribe', from: `tab${tab}` }));
    return {
      setup: [set({ messageBytes: MESSAGE_BYTES[messageSize] })],
      scenarios: [
        {
          name: 'tabs',
          tags: { type: 'api' },
          steps: [
            set({ channel: `{{ run }}-{{ $user % ${channels} }}` }),
            pause(think),
            group('tabs', [
              ...listeners(config, operations),
              ...published(operations),
              ...heardBy(config, { match: true }),
              ...(messages === 1
                ? []
                : [loop({ count: messages - 1 }, published(operations), heardBy(config, { match: false }))]),
              ...closing,
            ]),
          ],
        },
      ],
      teardown: channelCleanup(channels, operations),
    };
  },
};

export const realtime = defineTemplate(realtimeSpec);

const connectionOptions = {
  ...shared,
  channels: option.whole(50, 'Channels that the connections are spread over.'),
};

export const realtimeConnections = defineTemplate<typeof connectionOptions, Endpoints>({
  name: 'realtime-connections',
  about: '1,000 streams of server-sent events stay open, and each user now and then publishes a message',
  options: connectionOptions,
  endpoints,
  ...(realtimeSpec.variables === undefined ? {} : { variables: realtimeSpec.variables }),
  load: {
    users: [
      { kind: 'ramp', from: 0, to: 1000, duration: '1m' },
      { kind: 'hold', value: 1000, duration: '4m' },
    ],
  },
  think: '10s..20s',
  limits: ['checks rate > 99%', 'sse_failed rate < 1%', 'sse_interrupted count < 10', 'sse_event_latency p95 < 500ms'],
  check: ({ channels }) => tooMany(channels, 'channels', 10_000),
  advise: messageAdvice,
  build(config, operations) {
    const { channels, messageSize, think, id, within, sentAt } = config;
    const { endpoint } = operations;
    const stream = endpoint('subscribe');
    const open = { as: 'feed', keep: true, latencyFrom: sentAt };
    return {
      setup: [set({ messageBytes: MESSAGE_BYTES[messageSize] })],
      scenarios: [
        {
          name: 'connection',
          tags: { type: 'api' },
          steps: [
            set({ channel: `{{ run }}-{{ $user % ${channels} }}` }),
            ...(stream === undefined ? [] : [subscribeStep('subscribe', stream, open)]),
            pause(think),
            ...published(operations),
            ...(stream === undefined
              ? []
              : [
                  {
                    kind: 'receive',
                    from: 'feed',
                    name: 'hears itself',
                    match: { [id]: '{{ message }}' },
                    within,
                  } as const,
                ]),
          ],
        },
      ],
      teardown: channelCleanup(channels, operations),
    };
  },
});

function listeners({ tabs, sentAt, keepOpen: keep }: Config, { endpoint }: Operations<Endpoints>): Step[] {
  const stream = endpoint('subscribe');
  if (stream === undefined) return [];
  return numbers(tabs).map((tab) => subscribeStep('subscribe', stream, { as: `tab${tab}`, latencyFrom: sentAt, keep }));
}

function published({ send }: Operations<Endpoints>): Step[] {
  return [set({ message: '{{ $uuid() }}' }), ...send('publish')];
}

/** Every tab reads on from where it was; after the first message they stand at the same place, and must see the same from then on. */
function heardBy({ tabs, id, sequence, within }: Config, { match }: { readonly match: boolean }): Step[] {
  const reading = numbers(tabs).map(
    (tab): Step => ({
      kind: 'receive',
      from: `tab${tab}`,
      name: match ? 'tab hears its user' : 'tab hears the next',
      ...(match ? { match: { [id]: '{{ message }}' } } : {}),
      within,
      capture: [{ as: `seen${tab}`, from: 'json', expression: sequence, optional: true }],
    }),
  );
  const [, ...others] = numbers(tabs);
  const agreement = others.map((tab) => `seen${tab} == seen1`).join(' and ');
  return others.length === 0 ? reading : [...reading, check('tabs agree', `exists(seen1) and ${agreement}`)];
}

/** A channel goes once nobody listens any more, which the target may learn a moment after the streams are closed. */
function channelCleanup(channels: number, { send }: Operations<Endpoints>): Step[] {
  const cleanup = send('cleanup');
  if (cleanup.length === 0) return [];
  return [pause('200ms'), loop({ count: channels }, set({ channel: '{{ run }}-{{ $loopCount }}' }), cleanup)];
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function tooMany(value: number, key: string, most: number): PathProblem[] {
  if (value <= most) return [];
  return [{ code: 'INVALID_VALUE', message: `expected ${most} at most, got ${value}`, path: [key] }];
}

/** Every message goes to all who listen on its channel. */
function messageAdvice(config: {
  readonly load: Config['load'];
  readonly think: string | number;
  readonly channels: number;
  readonly messageSize: keyof typeof MESSAGE_BYTES;
  readonly tabs?: number;
  readonly messages?: number;
}): ScenarioAdvice[] {
  const { load, think, channels, messageSize, tabs = 1, messages = 1 } = config;
  const listening = (peakUsers(load) / channels) * tabs;
  const bytes = (MESSAGE_BYTES[messageSize] + 200) * messages * (1 + Math.max(1, listening));
  return trafficAdvice({
    load,
    iterationSeconds: meanSeconds(think) + 0.2,
    iterationBytes: bytes,
    path: 'messageSize',
  });
}

import { mediaType, parseJson, readBody } from '../body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from '../exchange.ts';
import { numberParam } from '../parameters.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { Channel } from './channel.ts';
import { Channels } from './channels.ts';
import { listen } from './listen.ts';

const MAX_NAME = 100;
const MAX_LIMIT = 1000;
/** What the server says itself. */
const OWN_EVENTS = new Set(['presence', 'gap']);

/** Server-sent events: channels to listen to and to speak on. */
export function eventRoutes(state: DemoState): readonly Route[] {
  const channels = new Channels();
  state.closing.push(() => channels.close());
  return [
    {
      method: 'GET',
      path: '/events',
      about:
        '`?channel=a&channel=b`: server-sent events whose data are `{id, seq, channel, event, atUs, monotonicUs, data}`; `&history=n` and `last-event-id` send what was missed (`gap` where it is forgotten), `&presence=1` tells of coming and going, `&heartbeat=15000&retry=2000&name=`',
      handle: (exchange) => {
        const names = exchange.query.getAll('channel').map(checkedName);
        listen(exchange, { channels, names: [...new Set(names)] });
      },
    },
    {
      method: 'POST',
      path: '/channels/:name/messages',
      about:
        'sends `{data, event?}` or a text to all who listen: 201 with `{id, seq, channel, receivers, atUs, monotonicUs}`',
      handle: async (exchange) => {
        const name = checkedName(exchange.pathParams.name ?? '');
        const { event, data } = await readMessage(exchange, state.maxBodyBytes);
        const { message, receivers } = channels.publish(name, event, data);
        const { id, seq, atUs, monotonicUs } = message;
        sendJson(exchange, { id, seq, channel: name, receivers, atUs, monotonicUs }, { status: 201 });
      },
    },
    {
      method: 'GET',
      path: '/channels',
      about: '`{channels: [{name, subscribers, published, delivered, cut}]}`',
      handle: (exchange) => sendJson(exchange, { channels: channels.list().map((channel) => channel.describe()) }),
    },
    {
      method: 'GET',
      path: '/channels/:name',
      about:
        '`?after=0&limit=100`: one channel with `members` and the `messages` after a `seq`, as they were sent; the latest 1,000 are kept',
      handle: (exchange) => sendChannel(exchange, found(exchange, channels)),
    },
    {
      method: 'DELETE',
      path: '/channels/:name',
      about: 'forgets its messages, and the channel where nobody listens: 204',
      handle: (exchange) => {
        channels.clear(found(exchange, channels));
        sendNothing(exchange);
      },
    },
  ];
}

/** The messages go out as the texts they were sent as, without being read again. */
function sendChannel(exchange: Exchange, channel: Channel): void {
  const after = numberParam(exchange, 'after', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const limit = numberParam(exchange, 'limit', { fallback: 100, min: 0, max: MAX_LIMIT });
  const members = [...channel.subscribers].flatMap(({ name }) => (name === undefined ? [] : [name]));
  const chosen = channel.history.filter(({ seq }) => seq > after).slice(0, limit);
  const about = JSON.stringify({
    ...channel.describe(),
    members: members.slice(0, MAX_LIMIT),
    oldest: channel.history[0]?.seq ?? null,
    newest: channel.history.at(-1)?.seq ?? null,
  });
  const body = `${about.slice(0, -1)},"messages":[${chosen.map(({ json }) => json).join(',')}]}`;
  exchange.response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  exchange.response.end(body);
}

function found({ pathParams: { name = '' } }: Exchange, channels: Channels): Channel {
  const channel = channels.get(name);
  if (channel === undefined) throw new Refusal(404, `There is no channel ${name.slice(0, 50)}.`);
  return channel;
}

function checkedName(name: string): string {
  if (name !== '' && name.length <= MAX_NAME && !/[\u0000-\u001f]/.test(name)) return name;
  throw new Refusal(400, `A channel is called by 1 to ${MAX_NAME} characters.`);
}

async function readMessage(exchange: Exchange, maxBytes: number): Promise<{ event: string; data: unknown }> {
  const bytes = await readBody(exchange, maxBytes);
  if (!mediaType(exchange).includes('json')) return { event: 'message', data: bytes.toString() };
  const body = parseJson(bytes);
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'data')) {
    throw new Refusal(400, 'The body must be {"data": …, "event"?: …}, or text.');
  }
  const { event = 'message', data } = body as { event?: unknown; data: unknown };
  if (typeof event !== 'string' || !/^[\w.:-]{1,100}$/.test(event) || OWN_EVENTS.has(event)) {
    throw new Refusal(400, 'event must be a name of letters, digits and _.:- other than presence and gap.');
  }
  return { event, data };
}

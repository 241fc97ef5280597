import { performance } from 'node:perf_hooks';
import { hashString, SeededRandom } from '../load/random.ts';
import { readJsonObject } from './body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import { numberParam } from './parameters.ts';
import type { Route } from './router.ts';
import { type DemoState, seededFor } from './state.ts';

/** What one service made, with the id of what it was made from. */
interface Piece {
  readonly id: string;
  readonly service: ServiceName;
  readonly from: Piece | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

type ServiceName = 'audience' | 'content' | 'schedule' | 'send' | 'report';

interface Service {
  readonly name: ServiceName;
  /** The service whose id it needs. */
  readonly needs: ServiceName | undefined;
  /** Half of its answers take longer than this. */
  readonly medianMs: number;
  readonly takes: string;
  readonly makes: (body: Readonly<Record<string, unknown>>, step: Step) => Record<string, unknown>;
}

interface Step {
  /** How many people the campaign goes to. */
  readonly size: number;
  readonly random: SeededRandom;
}

const SIGMA = 0.4;
const MAX_PIECES = 50_000;
const MAX_SIZE = 1_000_000;

const SERVICES: readonly Service[] = [
  {
    name: 'audience',
    needs: undefined,
    medianMs: 20,
    takes: '`{name?, size?}`: 201 with `{id, name, size}`',
    makes: (body) => ({ name: text(body, 'name', 'everyone'), size: sizeIn(body) }),
  },
  {
    name: 'content',
    needs: 'audience',
    medianMs: 15,
    takes: '`{audience: id, subject?}`: 201 with `{id, audience, subject, bytes}`',
    makes: (body, { random }) => ({ subject: text(body, 'subject', 'News'), bytes: random.int(2000, 40_000) }),
  },
  {
    name: 'schedule',
    needs: 'content',
    medianMs: 8,
    takes: '`{content: id, at?}`: 201 with `{id, content, at}`',
    makes: (body) => ({ at: text(body, 'at', 'now') }),
  },
  {
    name: 'send',
    needs: 'schedule',
    medianMs: 40,
    takes: '`{schedule: id}`: 202 with `{id, schedule, recipients, sent, bounced}`',
    makes: (_, { size, random }) => {
      const bounced = Math.floor(size * 0.05 * random.next());
      return { recipients: size, sent: size - bounced, bounced };
    },
  },
  {
    name: 'report',
    needs: 'send',
    medianMs: 25,
    takes: '`{send: id}`: 201 with `{id, send, sent, opened, clicked}`',
    makes: (_, { size, random }) => {
      const opened = Math.floor(size * (0.2 + 0.3 * random.next()));
      return { sent: size, opened, clicked: Math.floor(opened * 0.3 * random.next()) };
    },
  },
];

/** A campaign over five services: each makes something of what the one before made, and takes its own time. */
export function serviceRoutes(state: DemoState): readonly Route[] {
  const pieces = new Map<string, Piece>();
  const routes = SERVICES.map((service): Route => {
    const delays = seededFor(state, `service ${service.name}`);
    let made = 0;
    return {
      method: 'POST',
      path: `/services/${service.name}`,
      about: `${service.takes}; lognormal around ${service.medianMs} ms, or \`?ms=\``,
      handle: async (exchange) => {
        const medianMs = numberParam(exchange, 'ms', {
          fallback: service.medianMs,
          min: 0,
          max: 60_000,
          fractions: true,
        });
        const delayMs = medianMs * Math.exp(delays.normal(0, SIGMA));
        const body = await readJsonObject(exchange, state.maxBodyBytes);
        const from = service.needs === undefined ? undefined : needed(pieces, service.needs, body);
        const step = {
          size: sizeOf(from),
          random: new SeededRandom(state.seed, hashString(`${service.name} ${from?.id}`)),
        };
        const fields = service.makes(body, step);
        if (delayMs > 0) await new Promise<void>((resolve) => state.timer.at(performance.now() + delayMs, resolve));
        const piece: Piece = { id: `${service.name}-${++made}`, service: service.name, from, fields };
        keep(pieces, piece);
        const status = service.name === 'send' ? 202 : 201;
        sendJson(exchange, described(piece), {
          status,
          headers: { location: `/services/${service.name}/${piece.id}` },
        });
      },
    };
  });
  return [
    ...routes,
    {
      method: 'GET',
      path: '/services/:service/:id',
      about: 'what a service made',
      handle: (exchange) => sendJson(exchange, described(found(exchange, pieces))),
    },
    {
      method: 'DELETE',
      path: '/services/:service/:id',
      about: 'deletes it: 204; what needs it is refused from then on',
      handle: (exchange) => {
        pieces.delete(found(exchange, pieces).id);
        sendNothing(exchange);
      },
    },
  ];
}

function keep(pieces: Map<string, Piece>, piece: Piece): void {
  pieces.set(piece.id, piece);
  if (pieces.size <= MAX_PIECES) return;
  for (const oldest of pieces.keys()) {
    pieces.delete(oldest);
    return;
  }
}

function needed(
  pieces: ReadonlyMap<string, Piece>,
  service: ServiceName,
  body: Readonly<Record<string, unknown>>,
): Piece {
  const id = Object.hasOwn(body, service) ? body[service] : undefined;
  if (typeof id !== 'string') throw new Refusal(400, `${service} must be the id of what /services/${service} made.`);
  const piece = pieces.get(id);
  if (piece === undefined || piece.service !== service)
    throw new Refusal(409, `There is no ${service} ${id.slice(0, 50)}.`);
  return piece;
}

function sizeOf(piece: Piece | undefined): number {
  let size = 0;
  for (let at = piece; at !== undefined; at = at.from) {
    if (at.service === 'send') return Number(at.fields.sent);
    size = Number(at.fields.size ?? 0);
  }
  return size;
}

function found({ pathParams: { service, id = '' } }: Exchange, pieces: ReadonlyMap<string, Piece>): Piece {
  const piece = pieces.get(id);
  if (piece === undefined || piece.service !== service)
    throw new Refusal(404, `There is no ${String(service).slice(0, 50)} ${id.slice(0, 50)}.`);
  return piece;
}

function described({ id, from, fields }: Piece): Record<string, unknown> {
  return { id, ...(from === undefined ? {} : { [from.service]: from.id }), ...fields };
}

function text(body: Readonly<Record<string, unknown>>, name: string, fallback: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : fallback;
  if (typeof value === 'string' && value.length <= 200) return value;
  throw new Refusal(400, `${name} must be a text of up to 200 characters.`);
}

function sizeIn({ size = 1000 }: Readonly<Record<string, unknown>>): number {
  if (Number.isInteger(size) && Number(size) >= 1 && Number(size) <= MAX_SIZE) return Number(size);
  throw new Refusal(400, `size must be a whole number from 1 to ${MAX_SIZE}.`);
}

import { UserError } from '../errors/user-error.ts';
import { mediaType, parseJson, readBody } from './body.ts';
import { type Exchange, Refusal, sendJson, sendNothing } from './exchange.ts';
import type { Knobs } from './knobs/knobs.ts';
import type { Route } from './router.ts';
import type { DemoState } from './state.ts';

const MAX_BYTES = 64 * 1024;

export function knobRoutes({ knobs }: DemoState): readonly Route[] {
  const list = (exchange: Exchange) => sendJson(exchange, { knobs: knobs.list() });
  return [
    {
      method: 'GET',
      path: '/knobs',
      about: 'the troubles that are set: `{knobs: [{knob, kind, requests, applied, state}]}`',
      handle: list,
    },
    {
      method: 'PUT',
      path: '/knobs',
      about: 'sets these in place of all others: `{knobs: ["GET /items slow=200ms"]}`, or text with one a line',
      handle: async (exchange) => {
        const texts = await readKnobs(exchange);
        attempt(() => knobs.set(texts));
        list(exchange);
      },
    },
    {
      method: 'POST',
      path: '/knobs',
      about: 'sets these besides those there are',
      handle: async (exchange) => {
        const texts = await readKnobs(exchange);
        attempt(() => knobs.add(texts));
        list(exchange);
      },
    },
    {
      method: 'DELETE',
      path: '/knobs',
      about: 'takes all of them away: 204',
      handle: (exchange) => {
        knobs.set([]);
        sendNothing(exchange);
      },
    },
  ];
}

async function readKnobs(exchange: Exchange): Promise<Parameters<Knobs['set']>[0]> {
  const bytes = await readBody(exchange, MAX_BYTES);
  const text = bytes.toString();
  if (!mediaType(exchange).includes('json') && !/^\s*[[{]/.test(text)) {
    return text.split('\n').filter((line) => line.trim() !== '');
  }
  const body = parseJson(bytes);
  const list = Array.isArray(body) ? body : (body as { knobs?: unknown } | null)?.knobs;
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string')) {
    throw new Refusal(400, 'The body must be {"knobs": ["GET /items slow=200ms", …]}, or text with a knob a line.');
  }
  return list;
}

function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Refusal(400, error.hint === undefined ? error.message : `${error.message} ${error.hint}`);
  }
}

import { readJsonObject } from '../body.ts';
import { type Exchange, type Handler, Refusal, sendJson } from '../exchange.ts';
import { type Fields, fieldOf, isDeeperThan, isObject } from '../fields.ts';
import type { DemoState } from '../state.ts';
import { executeGraphql } from './execute.ts';
import type { ShopContext } from './schema.ts';

const MAX_DEPTH = 16;

export function graphqlHandlers(shop: ShopContext, state: DemoState): Readonly<Record<'get' | 'post', Handler>> {
  return {
    get: (exchange) => {
      const { query } = exchange;
      const fields = {
        query: query.get('query'),
        operationName: query.get('operationName') ?? undefined,
        variables: parsed(query.get('variables') ?? '{}'),
      };
      answer(exchange, { fields, shop, allowsMutations: false });
    },
    post: async (exchange) => {
      const fields = await readJsonObject(exchange, state.maxBodyBytes);
      answer(exchange, { fields, shop, allowsMutations: true });
    },
  };
}

function answer(exchange: Exchange, asked: { fields: Fields; shop: ShopContext; allowsMutations: boolean }): void {
  const { fields, shop, allowsMutations } = asked;
  const query = fieldOf(fields, 'query');
  const operationName = fieldOf(fields, 'operationName') ?? undefined;
  const variables = fieldOf(fields, 'variables') ?? {};
  if (typeof query !== 'string') throw new Refusal(400, 'query must be a text in GraphQL.');
  if (operationName !== undefined && typeof operationName !== 'string') {
    throw new Refusal(400, 'operationName must be a text.');
  }
  if (!isObject(variables) || isDeeperThan(variables, MAX_DEPTH)) {
    throw new Refusal(400, `variables must be an object of up to ${MAX_DEPTH} levels.`);
  }
  sendJson(exchange, executeGraphql({ query, operationName, variables, allowsMutations }, shop));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'variables must be JSON.');
  }
}

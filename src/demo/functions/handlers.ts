import { readJsonObject } from '../body.ts';
import { type Handler, Refusal, sendJson } from '../exchange.ts';
import { isDeeperThan } from '../fields.ts';
import type { DemoState } from '../state.ts';
import { AGGREGATIONS } from './aggregations.ts';
import { BUSINESS } from './business.ts';
import { CALCULATIONS } from './calculations.ts';
import { checkArguments } from './parameters.ts';
import type { FunctionContext } from './stored-function.ts';
import { TRANSFORMATIONS } from './transformations.ts';

const MAX_DEPTH = 64;
const FUNCTIONS = [...CALCULATIONS, ...BUSINESS, ...TRANSFORMATIONS, ...AGGREGATIONS];

export function functionHandlers(
  context: FunctionContext,
  state: DemoState,
): Readonly<Record<'list' | 'call', Handler>> {
  return {
    list: (exchange) => {
      const functions = FUNCTIONS.map(({ name, kind, about, parameters }) => ({ name, kind, about, parameters }));
      sendJson(exchange, { functions });
    },
    call: async (exchange) => {
      const name = exchange.pathParams.name ?? '';
      const found = FUNCTIONS.find((each) => each.name === name);
      if (found === undefined)
        throw new Refusal(404, `There is no function ${name.slice(0, 100)}; GET /functions lists them.`);
      const given = await readJsonObject(exchange, state.maxBodyBytes);
      if (isDeeperThan(given, MAX_DEPTH)) throw new Refusal(400, `Arguments may be ${MAX_DEPTH} levels deep at most.`);
      const { values, problems } = checkArguments(found.parameters, given);
      if (problems.length > 0) {
        const message = problems.map((problem) => `${problem.parameter} ${problem.message}`).join('; ');
        sendJson(exchange, { status: 400, error: 'Bad Request', message, problems }, { status: 400 });
        return;
      }
      sendJson(exchange, { function: name, result: await found.call(values, context) });
    },
  };
}

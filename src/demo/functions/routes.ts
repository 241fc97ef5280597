import { lazyHandlers } from '../lazy.ts';
import type { Route } from '../router.ts';
import type { DemoState } from '../state.ts';
import type { FunctionContext } from './stored-function.ts';

export function functionRoutes(state: DemoState, context: FunctionContext): readonly Route[] {
  const on = lazyHandlers(async () => (await import('./handlers.ts')).functionHandlers(context, state));
  return [
    {
      method: 'GET',
      path: '/functions',
      about: '`{functions: [{name, kind, about, parameters}]}`: what can be called, and with what',
      handle: on('list'),
    },
    {
      method: 'POST',
      path: '/functions/:name',
      about:
        'the arguments as a JSON object: `{function, result}`; 400 with `problems: [{parameter, message}]`, all of them; `loanSchedule`, `statistics`, `primes`, `priceQuote`, `shippingQuote`, `reshape`, `flatten`, `collectionSummary`',
      handle: on('call'),
    },
  ];
}

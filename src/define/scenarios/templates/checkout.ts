import type { Step } from '../../../model/steps.ts';
import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, loop, think as pause, set, when } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';

const auth = { type: 'bearer', token: '{{ token }}' } as const;
const order = '/orders/{{ order }}';

const endpoints = {
  login: {
    method: 'POST',
    path: '/login',
    json: { name: '{{ run }}-{{ $user }}' },
    capture: { token: '$.token' },
    expect: { status: 200, json: '$.token' },
  },
  browse: {
    path: '/items',
    query: { page: '{{ page }}', size: 20 },
    capture: { item: { json: '$.items[?(@.stock > 50)].id', pick: 'random' } },
    expect: { status: 200, json: '$.items[0].id' },
  },
  'empty cart': { method: 'DELETE', path: '/cart', auth, expect: { status: 204 } },
  'add to cart': {
    method: 'POST',
    path: '/cart',
    auth,
    json: { id: '{{ item }}', quantity: 1 },
    expect: { status: 201, json: '$.items[0].id' },
  },
  'view cart': { path: '/cart', auth, expect: { status: 200, json: '$.items[0].id' } },
  reserve: {
    method: 'POST',
    path: '/checkout',
    query: { reserve: 1 },
    auth,
    capture: { order: '$.order', total: '$.total' },
    expect: { status: 201, json: { '$.status': 'reserved', '$.total': /^\d/ } },
  },
  pay: {
    method: 'POST',
    path: `${order}/payment`,
    auth,
    headers: { 'idempotency-key': '{{ key }}' },
    json: { amount: '{{ total }}' },
    expect: { status: 201, json: { '$.amount': '{{ total }}' } },
  },
  'pay again': {
    method: 'POST',
    path: `${order}/payment`,
    auth,
    headers: { 'idempotency-key': '{{ key }}' },
    json: { amount: '{{ total }}' },
    expect: { status: 200, header: { 'idempotent-replayed': 'true' } },
  },
  confirm: { path: order, auth, expect: { status: 200, json: { '$.status': 'paid', '$.total': '{{ total }}' } } },
  cancel: { method: 'POST', path: `${order}/cancel`, auth, expect: { status: 200, json: { '$.status': 'cancelled' } } },
  'remove order': { method: 'DELETE', path: order, auth, expect: { status: 204 } },
  logout: { method: 'POST', path: '/logout', auth, expect: { status: 204 } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { buy: 70, cancel: 10, abandon: 20 },
    'Share of visits that end with a payment, with the order cancelled, and with a cart that is left behind.',
  ),
  items: option.whole(3, 'Things that go into a cart.'),
  pages: option.whole(100, 'Pages of the catalogue that users look at.'),
  replay: option.flag(true, 'Send each payment twice, as after a timeout: it must count once.'),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

const checkoutSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'checkout',
  about: 'users log in, fill a cart, reserve it as an order, and pay, cancel or leave',
  options,
  endpoints,
  variables: '`page`, `item`, `token`, `order`, `total`, `key` (of a payment); `run` is a name that only this run has',
  load: { users: 50, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:reserve} p95 < 500ms',
    'http_req_duration{name:pay} p95 < 1s',
  ],
  check: ({ mix }) => mixProblems(mix, 'mix'),
  build(config, operations) {
    return {
      setup: [],
      scenarios: entriesOf(config.mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'api' },
        variables: { run: `plimsoll-${name}` },
        steps: visit(name, config, operations),
      })),
    };
  },
};

export const checkout = defineTemplate(checkoutSpec);

/** What was made is removed at the end whatever came before: no step in between ends the iteration. */
function visit(
  name: keyof Config['mix'],
  { items, pages, replay, think }: Config,
  { send }: Operations<Endpoints>,
): Step[] {
  const signedIn = ['token'];
  const ordered = ['token', 'order'];
  const filling = loop(
    { count: items },
    set({ page: `{{ $randomNumber(1, ${pages}) }}`, item: null }),
    send('browse'),
    pause(think),
    send('add to cart', { needs: ['token', 'item'] }),
  );
  const paying = [
    set({ key: '{{ $uuid() }}' }),
    ...send('pay', { needs: ordered }),
    ...(replay ? send('pay again', { needs: ordered }) : []),
    ...send('confirm', { needs: ordered }),
  ];
  const ending =
    name === 'abandon'
      ? send('empty cart', { needs: signedIn, name: 'clean up cart' })
      : [
          ...send('reserve', { needs: signedIn }),
          pause(think),
          ...(name === 'buy' ? paying : send('cancel', { needs: ordered })),
          ...send('remove order', { needs: ordered, name: 'clean up' }),
        ];
  return [
    set({ token: null, order: null }),
    pause(think),
    group(
      'visit',
      send('login'),
      send('empty cart', { needs: signedIn }),
      filling,
      send('view cart', { needs: signedIn }),
      ending,
    ),
    when('exists(token)', send('logout')),
  ];
}

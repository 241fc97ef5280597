// What `npm start` runs against the embedded demo shop: most visitors browse, some buy.
import { hold, ramp, scenario, test } from 'plimsoll';

interface Login {
  token: string;
}

interface Cart {
  items: { id: number; name: string; price: number }[];
  total: number;
}

const browse = scenario('browse')
  .get('/items?size=20')
  .expect({ status: 200 })
  .capture('id', '$.items[0].id')
  .think('200ms..600ms')
  .get('/items/{{ id }}')
  .expect({ status: 200, json: '$.id' })
  .get('/search?q=lamp');

export default test('shop', {
  target: 'http://127.0.0.1:1876',
  load: { rate: [ramp(0, 60, '5s', { name: 'ramp up' }), hold(60, '10s', { name: 'steady' })] },
  limits: [
    'http_req_duration p95 < 200ms',
    'response_time p99 < 500ms',
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_reqs{scenario:buy} perSecond > 1',
  ],
  seed: 1876,
  scenarios: [
    browse.weight(4),
    {
      name: 'buy',
      weight: 1,
      run: async (user) => {
        const login = await user.post('/login', { json: { name: `visitor-${user.iteration}` } });
        const headers = { authorization: `Bearer ${login.json<Login>().token}` };
        const cart = await user.get('/cart', { headers });
        user.check(cart, {
          'is 200': (response) => response.status === 200,
          'has items': (response) => response.json<Cart>().items.length > 0,
        });
        await user.think('100ms..300ms');
        const order = await user.post('/checkout', { headers });
        user.check(order, { 'is ordered': (response) => response.status === 201 });
      },
    },
  ],
});

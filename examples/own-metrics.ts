// Set-up, groups, and metrics of one's own that limits can name.
import { test } from 'plimsoll';

export default test(
  'order of one item',
  {
    target: 'http://127.0.0.1:1876',
    load: { rate: 20, duration: '10s' },
    metrics: { order_value: { type: 'trend', unit: 'EUR' }, orders: { type: 'counter' } },
    limits: ['orders count > 0', 'order_value median > 0', 'group_duration{group:"::pay"} p95 < 500ms'],
    setup: async (user) => {
      const page = await user.get('/items?size=50');
      return { ids: page.json<{ items: { id: number }[] }>().items.map(({ id }) => id) };
    },
  },
  async (user, { ids }) => {
    const login = await user.post('/login', { json: { name: `buyer-${user.iteration}` } });
    const headers = { authorization: `Bearer ${login.json<{ token: string }>().token}` };
    await user.group('choose', async () => {
      await user.post('/cart', { headers, json: { id: user.pick(ids), quantity: 1 } });
    });
    await user.group('pay', async () => {
      const order = await user.post('/checkout', { headers });
      user.trend('order_value').add(order.json<{ total: number }>().total);
      user.counter('orders').add(1);
    });
  },
);

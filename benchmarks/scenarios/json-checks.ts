import { test } from 'plimsoll';

interface Item {
  readonly id: number;
  readonly stock: readonly { readonly count: number }[];
}

// biome-ignore lint/style/noDefaultExport: a test is its file's default export
export default test('json checks', {
  target: 'http://127.0.0.1:8080',
  load: { users: 50, duration: '5s' },
}, async (user) => {
  const response = await user.get('/json');
  user.check(response, {
    'is 200': ({ status }) => status === 200,
    'is in stock': (answer) => answer.json<Item>().stock.some(({ count }) => count > 0),
  });
});

// Each iteration takes the next row of a file; rows are dealt out over all workers without overlap.
import { test } from 'plimsoll';

export default test('search with rows', {
  target: 'http://127.0.0.1:1876',
  load: { users: 4, duration: '10s' },
  data: [{ path: './users.csv', name: 'visitor' }],
  limits: ['http_req_duration{name:search} p95 < 200ms', 'checks rate > 99%'],
}, async (user) => {
  const { name, query } = user.data.visitor as { name: string; query: string };
  const login = await user.post('/login', { json: { name }, name: 'login' });
  user.check(login, { 'is let in': (response) => response.status === 200 });
  const found = await user.get('/search', { query: { q: query }, name: 'search' });
  user.check(found, { 'answers with JSON': (response) => response.json<{ total: number }>().total >= 0 });
  await user.think('100ms..300ms');
});

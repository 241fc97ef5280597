import { test } from 'plimsoll';

// biome-ignore lint/style/noDefaultExport: a test is its file's default export
export default test('paced users', {
  target: 'http://127.0.0.1:8080',
  load: { users: 10_000, duration: '20s' },
}, async (user) => {
  await user.get('/');
  await user.think('4s..6s');
});

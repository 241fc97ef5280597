// Two tests at once, watched while they run, in a program of your own.
import { LoadTestManager, ramp, scenario, startDemo } from 'plimsoll';

const demo = await startDemo({ port: 0 });
const manager = new LoadTestManager({ maxConcurrent: 2, target: demo.url });

const browse = manager.create(scenario('browse').get('/items').expect({ status: 200 }).think('20ms'), {
  users: 5,
  duration: '2s',
});
const search = manager.create(
  scenario('search')
    .load({ rate: [ramp(1, 50, '2s')] })
    .get('/search?q=tea'),
);

manager.on('phase', ({ name, phase, asked }) => console.log(`${name}: ${phase} (${asked.users || asked.rate})`));
manager.on('second', ({ name, view }) =>
  console.log(`${name}: ${view.now.requests} requests, p95 ${view.recent?.p95} ms`),
);

const { valid, problems, advice } = await search.validate();
if (!valid) console.log(problems);
for (const { message } of advice) console.log(`search: ${message}`);

for (const { id, run } of await manager.runAll([browse, search])) {
  console.log(`${manager.get(id)?.name}: ${run?.verdict}`);
}
await manager.close();
await demo.close();

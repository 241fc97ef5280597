import { contest } from '../contest.ts';
import { artillery } from '../contestants/artillery.ts';
import { autocannon } from '../contestants/autocannon.ts';
import { peerName } from '../contestants/peers.ts';
import { plimsollRate, scenarioFile } from '../contestants/plimsoll.ts';
import { wrk } from '../contestants/wrk.ts';
import type { Measure } from '../measure.ts';

const SECONDS = 5;
const USERS = 50;
const measure = 'TypeScript, 2 checks, JSON parsed';

/** An async function per user with checks, against peers that send a bare GET and look at nothing. */
export const script: Measure = {
  name: 'script',
  title: 'requests/s of a TypeScript scenario with two checks and a parsed body',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    const seconds = options.seconds ?? SECONDS;
    const origin = new URL(nginx.url).origin;
    const file = scenarioFile('json-checks.ts');
    const args = ['run', file, '--target', origin, '--duration', `${seconds}s`, '--workers', '1'];
    const [cannon, artillerist] = [peerName('autocannon'), peerName('artillery')];
    const plimsoll = 'plimsoll json-checks.ts';
    return contest({
      contestants: [
        { name: plimsoll, run: () => plimsollRate({ args, seconds, folder, connections: USERS }) },
        { name: 'wrk -t1', run: () => wrk(nginx.jsonUrl, { connections: USERS, seconds }) },
        { name: cannon, run: () => autocannon(nginx.jsonUrl, { connections: USERS, seconds }) },
        { name: artillerist, run: () => artillery(nginx, { users: USERS, seconds, folder }) },
      ],
      comparisons: [
        { measure, of: plimsoll, to: 'wrk -t1', goal: { atLeast: 0.6 } },
        { measure, of: plimsoll, to: cannon, goal: { atLeast: 1.3 } },
        { measure, of: plimsoll, to: artillerist, goal: { atLeast: 25 } },
      ],
      rounds: options.rounds,
      connections: USERS,
      nginx,
    });
  },
};

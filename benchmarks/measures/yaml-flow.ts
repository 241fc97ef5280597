import { contest } from '../contest.ts';
import { plimsollRate, scenarioFile } from '../contestants/plimsoll.ts';
import { wrk } from '../contestants/wrk.ts';
import type { Measure } from '../measure.ts';

const SECONDS = 5;
const USERS = 50;

/** Steps as data, one of them reading every response. */
export const yamlFlow: Measure = {
  name: 'flow',
  title: 'requests/s of a YAML flow with a capture and an expectation',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    const seconds = options.seconds ?? SECONDS;
    const origin = new URL(nginx.url).origin;
    const args = ['run', scenarioFile('flow.yml'), '--target', origin, '--duration', `${seconds}s`, '--workers', '1'];
    const plimsoll = 'plimsoll flow.yml';
    return contest({
      contestants: [
        { name: plimsoll, run: () => plimsollRate({ args, seconds, folder, connections: USERS }) },
        { name: 'wrk -t1', run: () => wrk(nginx.jsonUrl, { connections: USERS, seconds }) },
      ],
      comparisons: [{ measure: 'YAML, capture and expect', of: plimsoll, to: 'wrk -t1', goal: { atLeast: 0.7 } }],
      rounds: options.rounds,
      connections: USERS,
      nginx,
    });
  },
};

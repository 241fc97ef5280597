import type { Bench } from '../bench.ts';
import { contest } from '../contest.ts';
import { plimsollRate } from '../contestants/plimsoll.ts';
import { wrk } from '../contestants/wrk.ts';
import type { Measure, Row } from '../measure.ts';

const SECONDS = 5;
const connectionCounts = [50, 500, 5_000];

/** One worker, every metric on, a fixed GET: what the tool itself costs per request. */
export const throughput: Measure = {
  name: 'throughput',
  title: 'requests/s of a fixed GET',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const connections of connectionCounts) rows.push(...(await withConnections(bench, connections)));
    return rows;
  },
};

async function withConnections({ options, folder, nginx: start }: Bench, connections: number): Promise<Row[]> {
  const nginx = await start();
  const seconds = options.seconds ?? SECONDS;
  const args = ['http', nginx.url, '-c', `${connections}`, '-d', `${seconds}s`, '-w', '1'];
  return contest({
    contestants: [
      { name: 'plimsoll http', run: () => plimsollRate({ args, seconds, folder, connections }) },
      { name: 'wrk -t1', run: () => wrk(nginx.url, { connections, seconds }) },
    ],
    comparisons: [
      {
        measure: `requests/s, ${connections.toLocaleString('en')} connections`,
        of: 'plimsoll http',
        to: 'wrk -t1',
        goal: { atLeast: 0.95 },
      },
    ],
    rounds: options.rounds,
    connections,
    nginx,
  });
}

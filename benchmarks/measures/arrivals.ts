import { metric, percentile, plimsoll, troublesOf } from '../contestants/plimsoll.ts';
import { failedRow, type Measure, measuredRow, type Row } from '../measure.ts';
import { playRounds } from '../rounds.ts';

const SECONDS = 30;
const PER_SECOND = 10_000;
const USERS = 2_000;
const measure = 'arrivals at 10,000/s, 2,000 users';

interface Punctuality {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly dropped: number;
  readonly started: number;
  /** What the target counted, to hold against what the run says. */
  readonly served: number;
  readonly troubles: readonly string[];
}

/** How late an open model's iterations start. */
export const arrivals: Measure = {
  name: 'arrivals',
  title: 'lateness and drops of 10,000 arrivals/s',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    const seconds = options.seconds ?? SECONDS;
    const args = ['http', nginx.url, '-R', `${PER_SECOND}`, '-c', `${USERS}`, '-d', `${seconds}s`, '-w', '1'];
    const run = async (): Promise<Punctuality> => {
      const before = await nginx.counts();
      const result = await plimsoll({ args, seconds, folder, connections: USERS });
      const after = await nginx.counts();
      return {
        p50Ms: percentile(result, 'generator_lateness', '50'),
        p99Ms: percentile(result, 'generator_lateness', '99'),
        dropped: metric(result, 'dropped_iterations', 'counter').total,
        started: metric(result, 'http_reqs', 'counter').total,
        served: after.served - before.served,
        troubles: troublesOf(result),
      };
    };
    const { rounds } = options;
    const { results, failures } = await playRounds([{ name: 'plimsoll http -R', run }], {
      rounds,
      tell,
      rest: nginx.rest,
    });
    const played = results.get('plimsoll http -R');
    if (played === undefined) return [failedRow(measure, failures.get('plimsoll http -R') ?? '')];
    return rows(played, PER_SECOND * seconds);
  },
};

function rows(played: readonly Punctuality[], planned: number): Row[] {
  const counts = `planned ${planned}, sent ${played.map(({ started }) => started).join(' ')}`;
  const served = `target served ${played.map((each) => each.served).join(' ')}`;
  const troubles = [...new Set(played.flatMap((each) => each.troubles))];
  const row = (figure: string, samples: readonly number[], atMost: number): Row =>
    measuredRow({ measure, figure, unit: figure === 'dropped' ? 'count' : 'ms', goal: { atMost }, samples });
  return [
    row(
      'lateness p50',
      played.map(({ p50Ms }) => p50Ms),
      0.1,
    ),
    row(
      'lateness p99',
      played.map(({ p99Ms }) => p99Ms),
      1,
    ),
    // Not one round may drop anything, so the worst one is what counts.
    { ...row('dropped', [Math.max(...played.map(({ dropped }) => dropped))], 0), notes: [counts, served, ...troubles] },
  ];
}

function tell({ p50Ms, p99Ms, dropped }: Punctuality): string {
  return `lateness p50 ${p50Ms.toFixed(3)} ms, p99 ${p99Ms.toFixed(3)} ms, ${dropped} dropped`;
}

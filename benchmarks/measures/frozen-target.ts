import { percentile, plimsoll, troublesOf } from '../contestants/plimsoll.ts';
import { failedRow, type Goal, type Measure, measuredRow, type Row } from '../measure.ts';
import { playRounds, type Rounds } from '../rounds.ts';
import { FREEZE_EVERY_MS, freezeRegularly } from '../targets/freezing.ts';

const SECONDS = 60;
const PER_SECOND = 200;
/** At most 400 requests wait at the end of a freeze; the rest is room. */
const USERS = 1_000;
const measure = 'target frozen 2 s in every 10, 200/s';

/** A fifth of the arrivals waits between 0 and 2 s, evenly: so a tenth waits over 1 s, a hundredth over 1.9 s, … */
const truth: readonly { readonly p: string; readonly ms: number }[] = [
  { p: '90', ms: 1_000 },
  { p: '99', ms: 1_900 },
  { p: '99.9', ms: 1_990 },
];

interface Times {
  readonly percentiles: Readonly<Record<string, number>>;
  readonly troubles: readonly string[];
}

/** Whether percentiles tell what users would have felt while the target stood still. */
export const frozenTarget: Measure = {
  name: 'frozen-target',
  title: 'response_time while the target stands still 2 s in every 10',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    const seconds = wholePeriods(options.seconds ?? SECONDS);
    const args = ['http', nginx.url, '-R', `${PER_SECOND}`, '-c', `${USERS}`, '-d', `${seconds}s`, '-w', '1'];
    const run = async (): Promise<Times> => {
      const result = await plimsoll({ args, seconds, folder, connections: USERS });
      const entries = ['50', ...truth.map(({ p }) => p)].map(
        (p) => [p, percentile(result, 'response_time', p)] as const,
      );
      return { percentiles: Object.fromEntries(entries), troubles: troublesOf(result) };
    };
    const freeze = async (): Promise<Times> => {
      const stop = new AbortController();
      const freezing = freezeRegularly(nginx, (seconds * 1000) / FREEZE_EVERY_MS, stop.signal);
      try {
        const times = await run();
        const lengthsMs = (await freezing).map((ms) => ms.toFixed(0)).join(' ');
        return { ...times, troubles: [...times.troubles, `frozen for ${lengthsMs} ms`] };
      } finally {
        stop.abort();
        await freezing;
      }
    };
    const contestants = [
      { name: 'frozen', run: freeze },
      { name: 'unfrozen', run },
    ];
    return rows(await playRounds(contestants, { rounds: options.rounds, tell, rest: nginx.rest }));
  },
};

function rows({ results, failures }: Rounds<Times>): Row[] {
  const [frozen, unfrozen] = [results.get('frozen'), results.get('unfrozen')];
  if (frozen === undefined || unfrozen === undefined)
    return [failedRow(measure, [...new Set(failures.values())].join('; '))];
  const row = (figure: string, samples: readonly number[], goal: Goal): Row =>
    measuredRow({ measure, figure, unit: 'ms', samples, goal });
  const of = (times: Times | undefined, p: string) => times?.percentiles[p] ?? Number.NaN;
  const apart = frozen.map((times, round) => Math.abs(of(times, '50') - of(unfrozen[round], '50')));
  return [
    ...truth.map(({ p, ms }) =>
      row(
        `response_time p${p}`,
        frozen.map((times) => of(times, p)),
        { near: ms, share: 0.02 },
      ),
    ),
    {
      ...row('p50 apart from unfrozen', apart, { atMost: 0.5 }),
      notes: [...new Set([...frozen, ...unfrozen].flatMap(({ troubles }) => troubles))],
    },
  ];
}

/** Only over whole periods is the share of frozen time exactly a fifth. */
function wholePeriods(seconds: number): number {
  const period = FREEZE_EVERY_MS / 1000;
  return Math.max(1, Math.ceil(seconds / period)) * period;
}

function tell({ percentiles }: Times): string {
  const shown = Object.entries(percentiles).sort(([left], [right]) => Number(left) - Number(right));
  return shown.map(([p, ms]) => `p${p} ${ms.toFixed(2)}`).join('  ');
}

import { median } from '../../src/stats/quantile.ts';
import { scenarioFile, startPlimsoll, troublesOf } from '../contestants/plimsoll.ts';
import { failedRow, type Measure, measuredRow } from '../measure.ts';
import { watchPeak } from '../process-memory.ts';
import { playRounds } from '../rounds.ts';

const SECONDS = 20;
const USERS = 10_000;
const measure = 'memory, 10,000 users';

interface Memory {
  readonly peakMb: number;
  /** The most that the target had open at one time. */
  readonly connections: number;
  readonly troubles: readonly string[];
}

/** What a user with an open connection takes; the scenario paces itself, so that memory is measured and not the CPU. */
export const memoryUsers: Measure = {
  name: 'memory-users',
  title: 'memory of the whole process with 10,000 connected users',
  run: async ({ options, folder, nginx: start }) => {
    const nginx = await start();
    const seconds = options.seconds ?? SECONDS;
    const duration = `${seconds}s`;
    const origin = new URL(nginx.url).origin;
    const watched = async (args: readonly string[]): Promise<Memory> => {
      const process = startPlimsoll({ args, seconds, folder, connections: USERS });
      const memory = watchPeak(process.pid);
      let connections = 0;
      const timer = setInterval(async () => {
        const counts = await nginx.counts().catch(() => undefined);
        connections = Math.max(connections, counts?.connections ?? 0);
      }, 500);
      try {
        const run = await process.run;
        return { peakMb: memory.stop(), connections, troubles: troublesOf(run) };
      } finally {
        clearInterval(timer);
        memory.stop();
      }
    };
    const contestants = [
      {
        name: `plimsoll http -c ${USERS}`,
        goal: { atMost: 160 },
        run: () => watched(['http', nginx.url, '-c', `${USERS}`, '-d', duration, '-w', '1']),
      },
      {
        name: 'plimsoll paced-users.ts',
        goal: { atMost: 200 },
        run: () =>
          watched([
            'run',
            scenarioFile('paced-users.ts'),
            '--target',
            origin,
            '--duration',
            duration,
            '--workers',
            '1',
          ]),
      },
    ];
    const { results, failures } = await playRounds(contestants, { rounds: options.rounds, tell, rest: nginx.rest });
    return contestants.map(({ name, goal }) => {
      const memories = results.get(name);
      if (memories === undefined) return failedRow(measure, failures.get(name) ?? '', name);
      const samples = memories.map(({ peakMb }) => peakMb);
      return measuredRow({ measure, figure: name, unit: 'MB', goal, samples, notes: notesOn(memories) });
    });
  },
};

function notesOn(memories: readonly Memory[]): string[] {
  const connections = median(memories.map((memory) => memory.connections));
  return [`${connections} connections open at the target`, ...new Set(memories.flatMap(({ troubles }) => troubles))];
}

function tell({ peakMb, connections }: Memory): string {
  return `${peakMb.toFixed(0)} MB, ${connections} connections`;
}

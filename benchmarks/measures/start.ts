import { scenarioFile, startPlimsoll } from '../contestants/plimsoll.ts';
import { GENERATOR_CORE } from '../machine.ts';
import { failedRow, type Goal, type Measure, measuredRow } from '../measure.ts';
import { type Running, startProgram } from '../processes.ts';
import { type Contestant, playRounds } from '../rounds.ts';
import { type FirstByteServer, startFirstByteServer } from '../targets/first-byte.ts';

/** Starts are short, so each round is worth two. */
const STARTS_PER_ROUND = 2;
const TIMEOUT_MS = 30_000;
const measure = 'from start to first request';

/** From spawning the command to the first byte of its first request. */
export const start: Measure = {
  name: 'start',
  title: 'milliseconds from the command to its first request',
  run: async ({ options, folder }) => {
    const server = await startFirstByteServer();
    const load = ['--duration', '2s', '--users', '1', '--workers', '1'];
    const commands = ['http', server.url, '-c', '1', '-d', '2s', '-w', '1'];
    const script = ['run', scenarioFile('json-checks.ts'), '--target', server.url, ...load];
    const contestants: (Contestant<number> & { readonly goal?: Goal })[] = [
      { name: 'node alone', run: () => timed(server, () => bareNode(server.url)) },
      {
        name: 'plimsoll http',
        goal: { atMost: 250 },
        run: () => timed(server, () => startPlimsoll({ args: commands, seconds: 2, folder })),
      },
      {
        name: 'plimsoll json-checks.ts',
        goal: { atMost: 350 },
        run: () => timed(server, () => startPlimsoll({ args: script, seconds: 2, folder })),
      },
    ];
    const rounds = options.rounds * STARTS_PER_ROUND;
    const { results, failures } = await playRounds(contestants, { rounds, tell: (ms) => `${ms.toFixed(0)} ms` });
    server.close();
    return contestants.map(({ name, goal }) => {
      const samples = results.get(name);
      if (samples === undefined) return failedRow(measure, failures.get(name) ?? '', name);
      return measuredRow({ measure, figure: name, unit: 'ms', samples, ...(goal && { goal }) });
    });
  },
};

async function timed(server: FirstByteServer, startIt: () => Running): Promise<number> {
  const firstByte = server.firstByte();
  const startMs = performance.now();
  const running = startIt();
  const ended = running.finished.then(({ code, stderr, stdout }) => {
    throw new Error(
      `it ended with code ${code} before its first request: ${`${stderr}\n${stdout}`.trim().slice(0, 300)}`,
    );
  });
  try {
    return (await Promise.race([firstByte, ended])) - startMs;
  } finally {
    ended.catch(() => undefined);
    await running.stop();
  }
}

/** What Node itself takes: no tool written in it can be faster. */
function bareNode(url: string): Running {
  const { hostname, port } = new URL(url);
  const source = `require('node:net').connect(${port}, '${hostname}', function () { this.write('GET / HTTP/1.1\\r\\n\\r\\n') })`;
  return startProgram({ file: process.execPath, args: ['-e', source], core: GENERATOR_CORE, timeoutMs: TIMEOUT_MS });
}

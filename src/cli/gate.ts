import { EXIT } from '../judge/exit-code.ts';
import type { GateDecision } from '../model/gate.ts';
import type { Run } from '../model/run.ts';
import { renderGate } from '../reporters/terminal/gate.ts';
import { GateSession } from '../runs/gate-session.ts';
import type { CommandInput } from './command.ts';
import { gateTerminal, publishGate } from './gate-outputs.ts';
import { watchInterrupts } from './interrupts.ts';
import type { gateOptions } from './options/gate-options.ts';
import { lookOf } from './terminal.ts';

type Input = CommandInput<typeof gateOptions>;

/** `plimsoll gate [RUN…|FILE…]`: whether what was measured may pass, and why. */
export async function gate({ arguments: given, options, terminal: asked }: Input): Promise<number> {
  if (given[0] === 'publish') {
    const { gatePublish } = await import('./gate-publish.ts');
    return gatePublish({ files: given.slice(1), options, terminal: asked });
  }
  const terminal = await gateTerminal(options, asked);
  const say = (text: string) => void terminal.stderr.write(`${text}\n`);
  const stopping = new AbortController();
  // Only what is measured is ended in order: at any other time, in the midst of a calculation too, a signal ends the process at once.
  const whileMeasuring = async <T>(measure: () => Promise<T>): Promise<T> => {
    const interrupts = watchInterrupts({
      onStop: () => {
        say('Stopping: what is not measured again yet counts as it is.');
        stopping.abort();
      },
      onKill: () => process.exit(EXIT.interrupted),
    });
    return measure().finally(() => interrupts.close());
  };
  const session = await GateSession.open({
    cwd: terminal.cwd,
    env: terminal.env,
    ...options,
    say: options.quiet ? () => undefined : say,
    warn: say,
    stop: stopping.signal,
    whileMeasuring,
  });
  try {
    const { runs, how } = await session.choose(given);
    if (how !== '' && !options.quiet) say(`Deciding about ${how}: ${namesOf(runs)}`);
    const { decision } = await session.decide(runs);
    const { stdout } = peopleOf(options, asked);
    stdout.write(renderGate(decision, lookOf(stdout, asked.env), { onlyWrong: options.quiet }));
    await publishGate({ decision, runs, options, terminal });
    await session.promote(decision, runs);
    return stopping.signal.aborted ? EXIT.interrupted : codeOf(decision);
  } finally {
    await session.close();
  }
}

export function codeOf({ verdict }: Pick<GateDecision, 'verdict'>): number {
  return verdict === 'failed' ? EXIT.failed : EXIT.passed;
}

/** People read standard output, unless a report goes there. */
export function peopleOf(
  options: Readonly<Record<string, unknown>>,
  { stdout, stderr }: CommandInput['terminal'],
): { readonly stdout: CommandInput['terminal']['stdout'] } {
  const isTaken = ['json', 'junit', 'markdown', 'sarif', 'gitlab'].some((kind) => options[kind] === '-');
  return { stdout: isTaken ? stderr : stdout };
}

function namesOf(runs: readonly Run[]): string {
  const names = runs.slice(0, 5).map(({ name }) => name);
  return runs.length > names.length ? `${names.join(', ')} and ${runs.length - names.length} more` : names.join(', ');
}

import { EXIT } from '../judge/exit-code.ts';
import { renderMachine } from '../reporters/terminal/machine.ts';
import { examineMachine } from '../runs/doctor/doctor.ts';
import type { CommandInput } from './command.ts';
import { writeJson } from './data-json.ts';
import { watchInterrupts } from './interrupts.ts';
import type { doctorOptions } from './options/doctor-options.ts';
import { isLive, lookOf } from './terminal.ts';

const PROCESSES = 8;

/** `plimsoll doctor` */
export async function doctor({ options, terminal }: CommandInput<typeof doctorOptions>): Promise<number> {
  const people = options.json === '-' ? terminal.stderr : terminal.stdout;
  const isDrawn = isLive(people, terminal.env);
  const clear = (): void => void (isDrawn && people.write('\r\x1b[K'));
  const interrupts = watchInterrupts({});
  try {
    const report = await examineMachine({
      cwd: terminal.cwd,
      processes: options.processes ?? PROCESSES,
      signal: interrupts.stop,
      onStep: (text) => void (isDrawn && people.write(`\r\x1b[KExamining this machine: ${text} …`)),
    });
    clear();
    people.write(renderMachine(report, lookOf(people, terminal.env)));
    if (options.json !== undefined) await writeJson(report, options.json, terminal);
    const isSpoilt = report.checks.some(({ status }) => status === 'poor');
    return options.strict && isSpoilt ? EXIT.failed : EXIT.passed;
  } catch (error) {
    clear();
    if (interrupts.stop.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupts.close();
  }
}

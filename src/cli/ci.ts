import { EXIT, exitCode } from '../judge/exit-code.ts';
import { readProjectConfig } from '../runs/project-config.ts';
import { leftOutText, planText } from './ci-plan-text.ts';
import { SuiteInProgress } from './ci-progress.ts';
import { preparedSuite } from './ci-suite.ts';
import type { CommandInput } from './command.ts';
import { peopleOf } from './gate.ts';
import { gateTerminal } from './gate-outputs.ts';
import type { ciOptions } from './options/ci-options.ts';
import { lookOf } from './terminal.ts';

/** `plimsoll ci`: all that a project has, as one suite within a time, and the gate. */
export async function ci({ options, terminal: asked }: CommandInput<typeof ciOptions>): Promise<number> {
  const startedMs = performance.now();
  const terminal = await gateTerminal(options, asked);
  const people = peopleOf(options, asked).stdout;
  const look = lookOf(people, asked.env);
  const project = await readProjectConfig(terminal.cwd);
  const environment = options.env ?? 'ci';
  const suite = await preparedSuite({ environment, project, options, terminal });
  if (suite.planned.items.length + suite.leftOut.length === 0) {
    // Of a workflow's stages not every project has tests; who has none at all is told so before.
    people.write(`No test is of the type ${options.testType}: nothing to run, and nothing to decide.\n`);
    return EXIT.passed;
  }
  if (options.dryRun) {
    const notPlanned = suite.planned.items.filter(({ decision }) => decision.does === 'leave out');
    const left = [...suite.leftOut, ...notPlanned.map(({ file, name, why = '' }) => ({ file, name, why }))];
    people.write(`Environment ${environment}\n\n${planText(suite.planned, look)}${leftOutText(left, look)}`);
    return EXIT.passed;
  }
  const progress = new SuiteInProgress(suite, { options, terminal, people, look, startedMs });
  try {
    const { runs, decision, isStopped, isBroken } = await progress.carryOut();
    if (isStopped) return EXIT.interrupted;
    const code = exitCode(runs);
    if (code === EXIT.bug || code === EXIT.unreachable) return code;
    if (decision?.verdict === 'failed') return EXIT.failed;
    return isBroken ? EXIT.wrongInput : EXIT.passed;
  } finally {
    await progress.close();
  }
}

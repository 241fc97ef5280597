import type { Step } from '../../model/steps.ts';
import { loadParserTools } from '../captures/parser-tools.ts';
import type { Program } from '../program.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import { UserState } from '../user-state.ts';
import { FlowRun } from './flow-run.ts';
import { compileSteps } from './steps.ts';
import type { Op } from './strand.ts';

/** A scenario that is steps: compiled once, carried out by every user. */
export async function flowProgram(context: ScenarioContext, steps: readonly Step[]): Promise<FlowProgram> {
  const tools = await loadParserTools(steps);
  const ops: Op[] = [];
  compileSteps(steps, { context, tools, group: context.root, compile: compileSteps }, ops);
  return {
    user: (id) => new FlowRun(new UserState(context, id), ops),
  };
}

interface FlowProgram extends Program {
  user(id: number): FlowRun;
}

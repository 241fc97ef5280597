import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Step } from '../../model/steps.ts';
import type { ParserTools } from '../captures/parser-tools.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { UserFunction } from '../program.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import type { Op, Strand } from './strand.ts';

/** What a step's compiler has at hand. */
export interface FlowPlace {
  readonly context: ScenarioContext;
  readonly tools: ParserTools;
  readonly group: MeasuredGroup;
  /** Compiles steps within: the kinds of step know nothing of each other. */
  compile(steps: readonly Step[], place: FlowPlace, into: Op[]): void;
}

/** A position in the ops, known once what stands before it is compiled. */
export interface Label {
  at: number;
}

/** The function of that name, called with these arguments and the user. */
export function functionNamed(name: string, { context }: Pick<FlowPlace, 'context'>): UserFunction {
  const { functions } = context.shard;
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(functions);
  throw new UserError(`the test has no function '${name}'`, {
    code: 'UNKNOWN_FUNCTION',
    hint:
      didYouMean(name, known) ??
      (known.length === 0
        ? 'name the file with the functions: processor: functions.ts'
        : `it exports ${known.join(', ')}`),
  });
}

/** The user as functions get it at a strand's place. */
export function userAt(strand: Strand, { group }: FlowPlace) {
  return strand.run.user(group, strand.dueUs);
}

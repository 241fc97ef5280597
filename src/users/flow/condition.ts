import type { Condition } from '../../model/steps.ts';
import { compileExpression, evaluator } from '../expressions/compile.ts';
import { holdsTemplate } from '../templates/template.ts';
import { isThenable } from '../thenable.ts';
import { type FlowPlace, functionNamed, type Label, userAt } from './compiler.ts';
import type { Op, Strand } from './strand.ts';

/** Whether a condition holds, or a promise of it. */
export type Test = (strand: Strand) => unknown;

/** Compiles an expression, or the call of a function: `(user, setupData) => boolean | Promise<boolean>`. */
export function compileCondition(condition: Condition, place: FlowPlace): Test {
  const { names, setupData } = place.context;
  if (typeof condition === 'string') return evaluator(compileExpression(withoutBraces(condition), names));
  const fn = functionNamed(condition.function, place);
  return (strand) => fn(userAt(strand, place), setupData);
}

/** Skips to the label unless the condition holds. */
export function branchUnless(test: Test, label: Label): Op {
  const decide = (strand: Strand, held: unknown) => {
    if (!held) strand.at = label.at;
    return true;
  };
  return (strand) => {
    const held = test(strand);
    return isThenable(held) ? strand.wait(held, decide) : decide(strand, held);
  };
}

/** `{{ count < 3 }}` is taken for `count < 3`. */
function withoutBraces(text: string): string {
  if (!holdsTemplate(text)) return text;
  const whole = /^\s*\{\{\{?((?:(?!\}\}).)*)\}?\}\}\s*$/s.exec(text);
  return whole?.[1] ?? text;
}

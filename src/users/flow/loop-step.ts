import { UserError } from '../../errors/user-error.ts';
import type { LoopStep } from '../../model/steps.ts';
import { IterationError } from '../expressions/scope.ts';
import { compileTemplate, type Template } from '../templates/template.ts';
import { compileValue } from '../templates/value.ts';
import { assign } from '../variables.ts';
import type { FlowPlace, Label } from './compiler.ts';
import { branchUnless, compileCondition } from './condition.ts';
import type { LoopFrame, Op, Strand } from './strand.ts';

/** Where a loop's count begins and ends. */
interface Turns {
  readonly from: number;
  readonly end: number;
}

/** Repeats the steps: all of count, list and condition must allow another turn. */
export function compileLoop(step: LoopStep, place: FlowPlace, into: Op[]): void {
  const turns = compileTurns(step, place);
  const elements = compileElements(step, place);
  const end: Label = { at: 0 };
  into.push((strand) => enter(strand, turns(strand), elements?.(strand)));
  const start = into.length;
  into.push((strand) => nextTurn(strand, step.as, end));
  if (step.while !== undefined) into.push(branchUnless(compileCondition(step.while, place), end));
  place.compile(step.steps, place, into);
  into.push((strand) => {
    strand.at = start;
    return true;
  });
  end.at = into.length;
  into.push(leave);
}

function enter(strand: Strand, { from, end }: Turns, elements: readonly unknown[] | undefined): true {
  const { loopCount, loopElement } = strand;
  strand.frames.push({
    kind: 'loop',
    next: from,
    end: elements === undefined ? end : Math.min(end, from + elements.length),
    elements,
    outerCount: loopCount,
    outerElement: loopElement,
  });
  return true;
}

function nextTurn(strand: Strand, as: string | undefined, end: Label): true {
  const frame = strand.frames.at(-1) as LoopFrame;
  if (frame.next >= frame.end) {
    strand.at = end.at;
    return true;
  }
  strand.loopCount = frame.next++;
  strand.loopElement = frame.elements?.[strand.loopCount] ?? undefined;
  if (as !== undefined) {
    assign(strand.state.values, as, frame.elements === undefined ? strand.loopCount : strand.loopElement);
  }
  return true;
}

function leave(strand: Strand): true {
  const frame = strand.frames.pop() as LoopFrame;
  strand.loopCount = frame.outerCount;
  strand.loopElement = frame.outerElement;
  return true;
}

function compileTurns({ count }: LoopStep, place: FlowPlace): (strand: Strand) => Turns {
  if (count === undefined) return () => ENDLESS;
  const template: Template = typeof count === 'string' ? compileTemplate(count, place.context.names) : literal(count);
  if (!template.constant) {
    return (strand) => {
      const value = template.render(strand);
      const turns = turnsOf(value);
      if (turns !== undefined) return turns;
      throw new IterationError('template', `loop ${count}`, `the loop's count '${count}' is ${JSON.stringify(value)}`);
    };
  }
  const turns = turnsOf(template.render(undefined as never));
  if (turns !== undefined) return () => turns;
  throw new UserError(`a loop's count is ${JSON.stringify(count)}`, {
    code: 'LOOP_COUNT',
    hint: "a count is a number, '2-4' (from 2, as long as it is below 4), or -1 for ever",
  });
}

const ENDLESS: Turns = { from: 0, end: Number.POSITIVE_INFINITY };

function turnsOf(value: unknown): Turns | undefined {
  const range = typeof value === 'string' ? /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(value) : null;
  if (range !== null) return { from: Number(range[1]), end: Number(range[2]) };
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (count === -1) return ENDLESS;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? { from: 0, end: count } : undefined;
}

function literal(value: number): Template {
  return { constant: true, render: () => value };
}

function compileElements({ over }: LoopStep, place: FlowPlace): ((strand: Strand) => readonly unknown[]) | undefined {
  if (over === undefined) return undefined;
  const { names } = place.context;
  const isName = typeof over === 'string' && !over.includes('{{');
  const template = isName ? compileTemplate(`{{ ${over} }}`, names) : compileValue(over, names);
  return (strand) => {
    const list = template.render(strand);
    if (Array.isArray(list)) return list;
    throw new IterationError('template', `loop over ${over}`, `'${over}', which a loop goes over, is not a list`);
  };
}

import type { MeasureSpec } from '../../model/test-spec.ts';
import { IterationError } from '../expressions/scope.ts';
import { MeasuredFunction } from '../function/measured-function.ts';
import { isThenable } from '../thenable.ts';
import { type FlowPlace, userAt } from './compiler.ts';
import { goOn, type Op, type Strand } from './strand.ts';

/** A call of a plain function that is measured; one that fails ends the iteration, as any call of a flow's does. */
export function measuredCall(name: string, measure: MeasureSpec, place: FlowPlace): Op {
  const measured = new MeasuredFunction(name, measure, { ...place, memory: false });
  const call = (strand: Strand, input: unknown): boolean => {
    const { dueUs, run } = strand;
    strand.dueUs = Number.NaN;
    const isClosed = () => run.closed;
    return strand.wait(
      new Promise<void>((resolve, reject) => {
        measured.call(input, { dueUs, isClosed }, ({ failure }) => {
          if (failure === undefined) resolve();
          else reject(new IterationError('failed-call', measure.name ?? name, failure.text));
        });
      }),
      goOn,
    );
  };
  return (strand) => {
    const input = measured.input({ scope: strand, user: () => userAt(strand, place) });
    return isThenable(input) ? strand.wait(input, call) : call(strand, input);
  };
}

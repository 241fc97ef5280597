import type { RequestStep } from '../../model/steps.ts';
import type { Keep } from '../../protocols/http/request.ts';
import type { HttpResponse } from '../../protocols/http/response.ts';
import { type CompiledCapture, compileCapture } from '../captures/capture.ts';
import { compileExpectation } from '../captures/expectation.ts';
import { IterationError } from '../expressions/scope.ts';
import { recordFailedCheck } from '../failures.ts';
import { assign, unassign } from '../variables.ts';
import type { FlowPlace } from './compiler.ts';
import { type Continuation, goOn, type Strand } from './strand.ts';

/** What is done with a step's answers, and how much of them it needs. */
export interface Responder {
  readonly respond: Continuation<HttpResponse>;
  readonly needs: Keep;
}

/** Captures first, since expectations may speak of what was captured; then all expectations, even if a capture failed. */
export function compileResponder(
  step: Pick<RequestStep, 'capture' | 'expect' | 'afterResponse'>,
  place: FlowPlace,
): Responder {
  const { names, shard } = place.context;
  const captures = (step.capture ?? []).map((capture) => compileCapture(capture, names, place.tools));
  const expectations = (step.expect ?? []).map((expectation) => {
    const compiled = compileExpectation(expectation, names, place.tools);
    return { ...compiled, cell: place.group.check(compiled.name) };
  });
  const keepsResponse = (step.afterResponse ?? []).length > 0;
  const needs = mostOf([...captures, ...expectations].map((part) => part.needs));
  if (captures.length + expectations.length === 0 && !keepsResponse) return { respond: goOn, needs };

  const respond = (strand: Strand, response: HttpResponse) => {
    if (keepsResponse) strand.response = response;
    let failure: IterationError | undefined;
    for (const capture of captures) {
      const problem = take(capture, response, strand);
      if (problem === undefined) continue;
      place.group.check(`capture ${capture.as}`).add(false);
      failure ??= captureError(capture, problem, response);
    }
    for (const expectation of expectations) {
      const held = expectation.holds(response, strand);
      expectation.cell.add(held);
      if (held) continue;
      const text = `${expectation.name}: ${expectation.found(response)}`;
      recordFailedCheck(shard, expectation.name, { text, value: response });
    }
    if (failure !== undefined) throw failure;
    return true;
  };
  return { respond, needs };
}

function mostOf(needs: readonly Keep[]): Keep {
  if (needs.includes('body')) return 'body';
  return needs.includes('head') ? 'head' : 'status';
}

/** Sets the variable; otherwise says why there is nothing to set it to. */
function take(capture: CompiledCapture, response: HttpResponse, strand: Strand): string | undefined {
  let value: unknown;
  let problem: string | undefined;
  if (response.error !== undefined) problem = `no response: ${response.errorText ?? response.error}`;
  else {
    try {
      value = capture.read(response, strand);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  if (value === undefined && capture.fallback !== undefined) value = capture.fallback.render(strand);
  if (value !== undefined) assign(strand.state.values, capture.as, value);
  else if (capture.optional) unassign(strand.state.values, capture.as);
  else return problem ?? `${capture.place} finds nothing`;
  return undefined;
}

function captureError(capture: CompiledCapture, problem: string, response: HttpResponse): IterationError {
  const error = new IterationError('capture', `capture ${capture.as}`, `capture ${capture.as}: ${problem}`);
  error.evidence = response;
  return error;
}

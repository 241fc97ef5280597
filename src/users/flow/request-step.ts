import type { RequestStep } from '../../model/steps.ts';
import type { PreparedRequest } from '../../protocols/http/request.ts';
import { defaultRequestName } from '../../protocols/http/url.ts';
import { rangesOf } from '../captures/expectation.ts';
import { PreparedCache } from '../prepared-cache.ts';
import type { UserFunction } from '../program.ts';
import { type RequestPlace, requestInput } from '../request-input.ts';
import { holdsTemplate, splitTemplate } from '../templates/template.ts';
import { isThenable } from '../thenable.ts';
import { ms } from '../think-time.ts';
import type { RequestDraft } from '../user.ts';
import { type FlowPlace, functionNamed, type Label, userAt } from './compiler.ts';
import { branchUnless, compileCondition } from './condition.ts';
import { compileOptions, type OptionsTemplate } from './request-options.ts';
import { compileResponder, type Responder } from './responder.ts';
import { goOn, type Op, type Strand } from './strand.ts';

/** A request, with what surrounds it: condition, chance, hooks, captures and expectations. */
export function compileRequest(step: RequestStep, place: FlowPlace, into: Op[]): void {
  const end: Label = { at: 0 };
  if (step.when !== undefined) into.push(branchUnless(compileCondition(step.when, place), end));
  if (step.probability !== undefined) into.push(branchByChance(step.probability, end));
  const responder = compileResponder(step, place);
  const options = compileOptions(step, place.context);
  const at: RequestPlace = {
    context: place.context,
    group: place.group,
    keep: (step.afterResponse ?? []).length > 0 ? 'body' : responder.needs,
    expected: expectedOf(step, place),
    name: step.name === undefined && holdsTemplate(step.url) ? nameOfTemplate(step.method, step.url) : undefined,
  };
  checkConstants(step);
  if ((step.beforeRequest ?? []).length > 0) pushDrafted({ step, place, options, responder, at, into });
  else into.push(sendOp(options, at, responder));
  for (const name of step.afterResponse ?? []) into.push(afterResponse(functionNamed(name, place), place));
  end.at = into.length;
}

function branchByChance(percent: number, label: Label): Op {
  return (strand) => {
    if (strand.state.iteration.random.next() * 100 >= percent) strand.at = label.at;
    return true;
  };
}

/** Sends what never varies as prepared once; what varies by its URL alone is prepared once for each URL. */
function sendOp(options: OptionsTemplate, at: RequestPlace, { respond }: Responder): Op {
  const prepare = (strand: Strand | undefined) =>
    at.context.http.prepare(requestInput(draftOf(options, strand as Strand), at));
  if (options.url.constant && options.rest.constant) {
    const request = prepare(undefined);
    return (strand) => strand.send(request, respond);
  }
  if (!options.rest.constant) return (strand) => strand.send(prepare(strand), respond);
  const cache = new PreparedCache();
  const rest = options.rest.render(undefined as never);
  return (strand) => {
    const url = options.url.render(strand);
    let request: PreparedRequest | undefined = cache.get(url);
    if (request === undefined) {
      request = at.context.http.prepare(requestInput({ ...rest, url }, at));
      cache.set(url, request);
    }
    return strand.send(request, respond);
  };
}

function draftOf(options: OptionsTemplate, strand: Strand): RequestDraft {
  return { ...options.rest.render(strand), url: options.url.render(strand) };
}

interface DraftedStep {
  readonly step: RequestStep;
  readonly place: FlowPlace;
  readonly options: OptionsTemplate;
  readonly responder: Responder;
  readonly at: RequestPlace;
  readonly into: Op[];
}

/** With functions before the request, each iteration has a draft of its own for them to change. */
function pushDrafted({ step, place, options, responder, at, into }: DraftedStep): void {
  into.push((strand) => {
    const draft = draftOf(options, strand);
    strand.draft = structuredClone({ ...draft, headers: draft.headers ?? {}, query: draft.query ?? {} });
    return true;
  });
  for (const name of step.beforeRequest ?? []) {
    const fn = functionNamed(name, place);
    into.push((strand) => waitFor(strand, fn(strand.draft, userAt(strand, place))));
  }
  into.push((strand) => {
    const draft = strand.draft as RequestDraft;
    strand.draft = undefined;
    return strand.send(at.context.http.prepare(requestInput(draft, at)), responder.respond);
  });
}

function afterResponse(fn: UserFunction, place: FlowPlace): Op {
  return (strand) => waitFor(strand, fn(strand.response, userAt(strand, place)));
}

/** Goes on once a function of the user's has returned. */
export function waitFor(strand: Strand, result: unknown): boolean {
  if (!isThenable(result)) return true;
  // The time the function took is not the server's.
  strand.dueUs = Number.NaN;
  return strand.wait(result, goOn);
}

/** A status that the step expects doesn't make its request a failed one, whatever the settings expect. */
function expectedOf(step: RequestStep, { context }: FlowPlace): RequestPlace['expected'] {
  const more = (step.expect ?? []).flatMap((expectation) =>
    expectation.kind === 'status' && expectation.not !== true ? rangesOf(expectation.status) : [],
  );
  return more.length === 0 ? undefined : [...context.settings.expectedStatuses, ...more];
}

/** What is wrong in any iteration is told before the first. */
function checkConstants({ timeout, expectedStatuses }: RequestStep): void {
  if (timeout !== undefined && !(typeof timeout === 'string' && holdsTemplate(timeout))) ms(timeout);
  if (expectedStatuses !== undefined) rangesOf(expectedStatuses);
}

/** `GET /items/:id` for `{{ base }}/items/{{ item.id }}?page={{ page }}`. */
export function nameOfTemplate(method: string, url: string): string {
  const text = splitTemplate(url)
    .map((part) => (typeof part === 'string' ? part : `:${placeholder(part.source)}`))
    .join('');
  const path = text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/^:[\w-]+(?=\/)/, '');
  return defaultRequestName(method.toUpperCase(), path === '' ? '/' : path);
}

function placeholder(source: string): string {
  return /([\p{L}\p{N}_-]+)(?:\([^)]*\))?(?:\[[^\]]*\])*$/u.exec(source)?.[1] ?? 'value';
}

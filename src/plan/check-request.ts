import type { AuthSpec, Capture, Expectation, ReceiveStep, RequestStep, RetrySpec } from '../model/steps.ts';
import { retryProblem } from '../users/retry-policy.ts';
import { checkFile } from './check-file.ts';
import { checkHeaders, checkStatuses } from './check-http.ts';
import { type ProblemList, shown } from './problem-list.ts';

interface RequestContext {
  readonly problems: ProblemList;
  readonly baseDir: string;
}

/** Notes what is wrong with a request step, but for its URL, which needs the target (hosts.ts). */
export function checkRequest(step: RequestStep, path: string, { problems, baseDir }: RequestContext): void {
  checkMethod(step, path, problems);
  checkHeaders(step.headers, `${path}.headers`, problems);
  checkBody(step, path, problems);
  for (const [index, field] of (step.multipart ?? []).entries()) {
    if (field.file === undefined) continue;
    const at = `${path}.multipart[${index}].file`;
    checkFile({ file: field.file, baseDir, path: at, what: `the file of field '${field.name}'` }, problems);
  }
  if (step.auth !== undefined) checkAuth(step.auth, `${path}.auth`, problems);
  problems.duration(step.timeout, `${path}.timeout`, { what: 'timeout', min: 1, template: true });
  problems.number(step.maxRedirects, `${path}.maxRedirects`, { what: 'maxRedirects', max: 1000, whole: true });
  problems.number(step.probability, `${path}.probability`, { what: 'probability', max: 100 });
  checkStatuses(step.expectedStatuses, `${path}.expectedStatuses`, problems);
  if (step.retry !== undefined) checkRetry(step.retry, `${path}.retry`, problems);
  checkReading(step, path, problems);
}

function checkRetry(retry: RetrySpec, path: string, problems: ProblemList): void {
  const problem = retryProblem(retry);
  if (problem !== undefined) problems.add(path, problem.message, { code: 'INVALID_RETRY', hint: problem.hint });
  problems.duration(retry?.delay, `${path}.delay`, { what: 'delay' });
  problems.duration(retry?.maxDelay, `${path}.maxDelay`, { what: 'maxDelay' });
}

/** What is taken out of a response or an event, and what it must be. */
export function checkReading(step: RequestStep | ReceiveStep, path: string, problems: ProblemList): void {
  for (const [index, capture] of (step.capture ?? []).entries())
    checkCapture(capture, `${path}.capture[${index}]`, problems);
  for (const [index, expectation] of (step.expect ?? []).entries()) {
    checkExpectation(expectation, `${path}.expect[${index}]`, problems);
  }
}

function checkMethod({ method }: RequestStep, path: string, problems: ProblemList): void {
  if (typeof method === 'string' && (/^[\w!#$%&'*+.^`|~-]+$/.test(method) || method.includes('{{'))) return;
  const hint = 'methods are GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, or another word';
  problems.add(`${path}.method`, `${shown(method)} is not a method`, { code: 'INVALID_STEP', hint });
}

function checkBody(step: RequestStep, path: string, problems: ProblemList): void {
  const given = (['json', 'form', 'multipart', 'body'] as const).filter((key) => step[key] !== undefined);
  if (given.length < 2) return;
  const hint = 'a request has one body; keep the one that is meant';
  problems.add(path, `a request has ${given.map((key) => `'${key}'`).join(' and ')}`, { code: 'INVALID_STEP', hint });
}

function checkAuth(auth: AuthSpec, path: string, problems: ProblemList): void {
  const needed: Readonly<Record<string, readonly (keyof AuthSpec)[]>> = {
    basic: ['username', 'password'],
    digest: ['username', 'password'],
    bearer: ['token'],
  };
  const keys = Object.hasOwn(needed, auth.type) ? needed[auth.type] : undefined;
  if (keys === undefined) {
    const hint = 'types are basic, bearer and digest';
    problems.add(`${path}.type`, `${shown(auth.type)} is not a type of auth`, { code: 'INVALID_STEP', hint });
    return;
  }
  const missing = keys.filter((key) => auth[key] === undefined);
  if (missing.length === 0) return;
  const hint = `${auth.type} auth needs ${keys.join(' and ')}`;
  problems.add(path, `${missing.join(' and ')} of the auth missing`, { code: 'INVALID_STEP', hint });
}

const WITHOUT_EXPRESSION = ['body', 'status', 'json'];

function checkCapture(capture: Capture, path: string, problems: ProblemList): void {
  if (typeof capture.as !== 'string' || capture.as.trim() === '') {
    const hint = "say the variable it is kept in: { as: 'id' }";
    problems.add(path, 'a capture does not say as what', { code: 'INVALID_STEP', hint });
  }
  if ((capture.expression ?? '').trim() === '' && !WITHOUT_EXPRESSION.includes(capture.from)) {
    const hint = 'say which header, cookie, pattern or selector to take';
    problems.add(path, `the capture from ${capture.from} has no expression`, { code: 'CAPTURE_INCOMPLETE', hint });
  } else if (capture.from === 'regexp') {
    checkPattern({ pattern: capture.expression, flags: capture.flags, path: `${path}.expression` }, problems);
  }
}

function checkExpectation(expectation: Expectation, path: string, problems: ProblemList): void {
  if (expectation.kind === 'status') checkStatuses(expectation.status, `${path}.status`, problems);
  if (expectation.kind === 'duration')
    problems.duration(expectation.below, `${path}.below`, { what: 'below', min: 1, template: true });
  if ('matches' in expectation) checkPattern({ pattern: expectation.matches, path: `${path}.matches` }, problems);
}

interface NamedPattern {
  readonly pattern: string | undefined;
  readonly flags?: string | undefined;
  readonly path: string;
}

function checkPattern({ pattern, flags, path }: NamedPattern, problems: ProblemList): void {
  if (pattern === undefined || pattern.includes('{{')) return;
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'it is read as JavaScript reads one, without slashes around it';
    problems.add(path, `the pattern is not a regular expression: ${reason}`, { code: 'INVALID_PATTERN', hint });
  }
}

import { UserError } from '../errors/user-error.ts';
import type { ErrorExcerpt } from '../model/snapshot.ts';
import { HttpResponse } from '../protocols/http/response.ts';
import { IterationError } from './expressions/scope.ts';
import type { ShardContext } from './program.ts';

const MAX_BODY = 500;

/** Records that a check did not hold. */
export function recordFailedCheck(
  context: ShardContext,
  name: string,
  evidence: { text: string; value?: unknown },
): void {
  context.recorder.error('check', name, () => excerpt(context, evidence.text, evidence.value));
}

/** Records why an iteration failed: what was thrown in it. */
export function recordFailedIteration(context: ShardContext, scenario: string, thrown: unknown): void {
  if (thrown instanceof IterationError) {
    context.recorder.error(thrown.kind, thrown.subject, () => excerpt(context, thrown.message, thrown.evidence));
    return;
  }
  context.recorder.error('exception', scenario, () => excerpt(context, describeThrown(thrown)));
}

/** Text, and the exchange with the server where there was one; secrets masked. */
function excerpt(context: ShardContext, text: string, value?: unknown): Omit<ErrorExcerpt, 'atMs'> {
  const masked = context.mask(text);
  if (!(value instanceof HttpResponse)) return { text: masked };
  return {
    text: masked,
    request: context.mask(`${value.method} ${value.url}`),
    response: context.mask(responseExcerpt(value)),
  };
}

/** Message and place of an error, as far as they are the user's. */
export function describeThrown(thrown: unknown): string {
  try {
    return described(thrown);
  } catch {
    // A proxy, or a getter that throws.
    return 'thrown: what can not be looked at';
  }
}

function described(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${typeof thrown === 'string' ? thrown : safeJson(thrown)}`;
  if (thrown instanceof UserError)
    return thrown.hint === undefined ? thrown.message : `${thrown.message} (${thrown.hint})`;
  if (thrown instanceof IterationError) return thrown.message;
  const message = `${thrown.name}: ${thrown.message}`;
  const frames = userFrames(thrown.stack ?? '');
  return frames.length === 0 ? message : `${message}\n${frames.join('\n')}`;
}

/** Folder of the tool itself, whose frames tell a user nothing. */
const OWN_FOLDER = new URL('..', import.meta.url);

/** Frames within the user's code, the nearest first; source maps are Node's business. */
function userFrames(stack: string): readonly string[] {
  const frames: string[] = [];
  for (const line of stack.split('\n')) {
    if (!/^\s+at .*:\d+:\d+\)?$/.test(line) || line.includes('node:')) continue;
    const isOwn = line.includes(OWN_FOLDER.href) || line.includes(OWN_FOLDER.pathname);
    if (isOwn && !line.includes('.test.')) continue;
    frames.push(`    ${line.trim()}`);
    if (frames.length === 5) break;
  }
  return frames;
}

function responseExcerpt(response: HttpResponse): string {
  if (response.error !== undefined) return `no response: ${response.errorText ?? response.error}`;
  const head = response.head === '' ? `status ${response.status}` : response.head;
  let body: string;
  try {
    body = response.text();
  } catch (error) {
    body = error instanceof Error ? error.message : String(error);
  }
  const shown = body.length > MAX_BODY ? `${body.slice(0, MAX_BODY)}… (${body.length} characters)` : body;
  return shown === '' ? head : `${head}\n\n${shown}`;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

import { UserError } from '../../errors/user-error.ts';
import type { Capture } from '../../model/steps.ts';

export interface CaptureOptions {
  /** Which of several matches. */
  readonly pick?: Capture['pick'];
  /** Go on without a match, which otherwise ends the iteration as failed. */
  readonly optional?: boolean;
  /** Value where nothing matches. */
  readonly default?: unknown;
}

/** Where a value comes from: exactly one of these. */
export type CaptureSource =
  | { readonly json: string }
  | { readonly header: string }
  | { readonly cookie: string }
  | { readonly css: string; readonly attribute?: string }
  | { readonly regexp: string | RegExp; readonly flags?: string; readonly group?: number | string }
  | { readonly body: true }
  | { readonly status: true };

/** A JSONPath (`$.items[0].id`), a regular expression, or an object that says where the value comes from. */
export type CaptureInput = string | RegExp | (CaptureSource & CaptureOptions);

const SOURCES = ['json', 'header', 'cookie', 'css', 'regexp', 'body', 'status'] as const;

export function captureOf(as: string, input: CaptureInput, options: CaptureOptions = {}): Capture {
  if (input instanceof RegExp) return { as, ...patternSource(input), ...options };
  if (typeof input === 'string') {
    if (input.startsWith('$')) return { as, from: 'json', expression: input, ...options };
    throw badCapture(as, `'${input}' is no JSONPath: those begin with $`);
  }
  const rest: Record<string, unknown> = { ...input };
  const sources = SOURCES.filter((source) => rest[source] !== undefined);
  const [from] = sources;
  if (from === undefined || sources.length > 1)
    throw badCapture(as, 'one of json, header, cookie, css, regexp, body and status is needed');
  const expression = rest[from];
  delete rest[from];
  if (expression instanceof RegExp) return { as, ...patternSource(expression), ...rest, ...options };
  return { as, from, ...(expression === true ? {} : { expression: String(expression) }), ...rest, ...options };
}

/** A pattern with a group in it is written for what the group matches. */
function patternSource({ source, flags }: RegExp): Pick<Capture, 'from' | 'expression' | 'flags' | 'group'> {
  const groups = (new RegExp(`${source}|`, flags).exec('')?.length ?? 1) - 1;
  return {
    from: 'regexp',
    expression: source,
    ...(flags === '' ? {} : { flags }),
    ...(groups === 0 ? {} : { group: 1 }),
  };
}

function badCapture(as: string, reason: string): UserError {
  return new UserError(`capture('${as}', …): ${reason}`, {
    code: 'INVALID_STEP',
    hint: "For example: capture('id', '$.items[0].id'), capture('token', /token=(\\w+)/), capture('etag', { header: 'etag' }).",
  });
}

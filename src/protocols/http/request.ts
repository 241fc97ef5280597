import type { RequestSite } from '../../measure/request-site.ts';
import type { AuthSpec } from '../../model/steps.ts';
import type { MultipartPart } from './multipart.ts';
import type { RetryPolicy } from './retry.ts';
import type { Origin } from './url.ts';

/** What of a response is kept for whoever reads it: nothing but the status, the head as well, or the body too. */
export type Keep = 'status' | 'head' | 'body';

/** A request as a user asks for it; templates are filled in. */
export interface RequestInput {
  readonly method: string;
  /** Absolute, or a path below the target. */
  readonly url: string;
  /** Where it is measured. */
  readonly scenario: string;
  readonly group: string;
  /** Method and path with ids replaced, when not given. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: RequestBody;
  readonly auth?: AuthSpec;
  readonly timeoutMs?: number;
  readonly maxRedirects?: number;
  /** Inclusive ranges of expected statuses; the settings' when not given. */
  readonly expected?: readonly (readonly [number, number])[];
  readonly retry?: RetryPolicy;
  readonly keep: Keep;
  /** Follows a redirect from another host: default headers with credentials stay out. */
  readonly crossHost?: boolean;
}

export type RequestBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** The body of a request as bytes, undefined for none. */
export function bodyOf({ wire, bodyLength }: PreparedRequest): Buffer | undefined {
  return bodyLength === 0 || typeof wire === 'string' ? undefined : wire.subarray(wire.length - bodyLength);
}

/** A request ready to be written, as often as wanted. */
export interface PreparedRequest {
  /** What it was made from, to be made anew for a redirect. */
  readonly input: RequestInput;
  readonly site: RequestSite;
  readonly method: string;
  readonly origin: Origin;
  /** Path and query. */
  readonly path: string;
  /** Request line and headers, each line with its CRLF, without Cookie and the empty line. */
  readonly head: string;
  /** The body is the end of `wire`. */
  readonly bodyLength: number;
  /** The whole request for a user without cookies. */
  readonly wire: Buffer | string;
  readonly keep: Keep;
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  readonly expected: readonly (readonly [number, number])[];
  readonly retry?: RetryPolicy;
  /** Credentials in the URL. */
  readonly auth?: { readonly username: string; readonly password: string };
  readonly digest?: { readonly username: string; readonly password: string };
  /** Cookies for this request alone, as a Cookie header's value. */
  readonly cookies: string;
  /** Why the request can't be made: a URL that is none, a host that is not allowed. */
  readonly error?: { readonly kind: 'malformed' | 'blocked'; readonly text: string };
}

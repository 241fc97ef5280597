import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { MultipartPart } from '../protocols/http/multipart.ts';
import type { Keep, RequestBody, RequestInput } from '../protocols/http/request.ts';
import { rangesOf } from './captures/expectation.ts';
import type { MeasuredGroup } from './measured-group.ts';
import type { ShardContext } from './program.ts';
import { retryPolicy } from './retry-policy.ts';
import type { ScenarioContext } from './scenario-context.ts';
import { ms } from './think-time.ts';
import type { MultipartInput, RequestDraft } from './user.ts';

/** Where and how a request is made, apart from what it says itself. */
export interface RequestPlace {
  readonly context: ScenarioContext;
  readonly group: MeasuredGroup;
  readonly keep: Keep;
  /** Expected when the request says nothing; else the settings'. */
  readonly expected?: RequestInput['expected'];
  /** Name when the request has none; else made of its method and path. */
  readonly name?: string;
}

/** A request as the protocol wants it. */
export function requestInput(draft: RequestDraft, place: RequestPlace): RequestInput {
  const { context, group } = place;
  const { plan } = context.shard.shard;
  const tags = context.root.ownTags;
  return {
    method: draft.method.toUpperCase(),
    url: draft.url,
    scenario: context.name,
    group: group.path,
    name: draft.name ?? place.name,
    tags: draft.tags === undefined ? tags : { ...tags, ...draft.tags },
    headers: draft.headers,
    cookies: draft.cookies,
    query: draft.query,
    body: bodyOf(draft, context.shard),
    auth: draft.auth,
    timeoutMs: draft.timeout === undefined ? undefined : ms(draft.timeout) * plan.timeoutMultiplier,
    maxRedirects: redirectsOf(draft, context.settings.maxRedirects),
    retry: draft.retry === undefined ? undefined : retryPolicy(draft.retry),
    expected: draft.expectedStatuses === undefined ? place.expected : rangesOf(draft.expectedStatuses),
    keep: place.keep,
  };
}

const DEFAULT_REDIRECTS = 10;

function redirectsOf({ followRedirects, maxRedirects }: RequestDraft, usual: number): number | undefined {
  if (followRedirects === false) return 0;
  return maxRedirects ?? (followRedirects === true && usual === 0 ? DEFAULT_REDIRECTS : undefined);
}

function bodyOf({ json, form, multipart, body }: RequestDraft, context: ShardContext): RequestBody | undefined {
  const bodies: RequestBody[] = [];
  if (json !== undefined) bodies.push({ kind: 'json', value: json });
  if (form !== undefined) bodies.push({ kind: 'form', fields: form });
  if (multipart !== undefined) bodies.push({ kind: 'multipart', parts: partsOf(multipart, context) });
  if (typeof body === 'string') bodies.push({ kind: 'text', text: body });
  else if (body !== undefined) bodies.push({ kind: 'bytes', bytes: body });
  if (bodies.length <= 1) return bodies[0];
  throw new UserError(`a request has more than one body: ${bodies.map(({ kind }) => kind).join(' and ')}`, {
    code: 'REQUEST_BODY',
    hint: 'give one of json, form, multipart and body',
  });
}

function partsOf(fields: NonNullable<RequestDraft['multipart']>, context: ShardContext): readonly MultipartPart[] {
  if (isList(fields)) return fields.map((field) => partOf(field, context));
  return Object.entries(fields).map(([name, value]) => ({ name, value }));
}

function isList(fields: NonNullable<RequestDraft['multipart']>): fields is readonly MultipartInput[] {
  return Array.isArray(fields);
}

function partOf({ name, value, file, filename, contentType }: MultipartInput, context: ShardContext): MultipartPart {
  if (file === undefined) return { name, value: value ?? '', filename, contentType };
  return { name, value: readUpload(file, context), filename: filename ?? basename(file), contentType };
}

const uploads = new WeakMap<ShardContext, Map<string, Buffer>>();
const MAX_UPLOADS = 1000;

/** A file beside the test, read once for each shard. */
function readUpload(file: string, context: ShardContext): Buffer {
  let known = uploads.get(context);
  if (known === undefined) {
    known = new Map();
    uploads.set(context, known);
  }
  let bytes = known.get(file);
  if (bytes === undefined) {
    const path = resolve(context.shard.plan.baseDir, file);
    try {
      bytes = readFileSync(path);
    } catch (cause) {
      throw new UserError(`the file ${file} to be sent can't be read (looked for ${path})`, {
        code: 'UPLOAD_UNREADABLE',
        hint: 'paths are relative to the test file',
        cause,
      });
    }
    if (known.size < MAX_UPLOADS) known.set(file, bytes);
  }
  return bytes;
}

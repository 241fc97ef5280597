import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors/user-error.ts';
import type { LoadSpec } from '../model/load-spec.ts';
import type { RequestStep } from '../model/steps.ts';
import type { HttpSpec, TestSpec } from '../model/test-spec.ts';
import { maskUrl, parseTarget } from '../protocols/http/url.ts';
import type { OptionValues } from './options/option.ts';
import type { httpOptions } from './options/tables.ts';
import { readUrlList, type UrlList } from './url-list.ts';

export type HttpOptions = OptionValues<typeof httpOptions>;

const CONNECTIONS = 10;
const DURATION = '10s';

/** The test that `plimsoll http` stands for: one request, or a list of them in turn, as a flow. */
export function httpTest(url: string | undefined, options: HttpOptions, cwd: string): TestSpec {
  const target = url === undefined ? undefined : withScheme(url);
  const list = options.urls === undefined ? undefined : readUrlList(resolve(cwd, options.urls), options.urls);
  const request = requestOf(options, cwd);
  if (list !== undefined) return { ...listTest(list, target, request), ...shared(options) };
  if (target === undefined) {
    throw new UserError('URL is missing', {
      code: 'MISSING_ARGUMENT',
      hint: 'usage: plimsoll http URL [options]; --urls FILE replays a list of URLs',
    });
  }
  return {
    name: `${request.method} ${maskUrl(target)}`,
    ...originOf(target),
    scenarios: [{ name: 'http', steps: [{ ...request, url: target }] }],
    ...shared(options),
  };
}

function shared(options: HttpOptions): Pick<TestSpec, 'load' | 'http'> {
  const http: HttpSpec = {
    // Nothing reads the bodies, but for the log.
    discardBodies: options.log === undefined,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.insecure ? { tls: { insecure: true } } : {}),
  };
  return { load: loadOf(options), http };
}

function loadOf({ connections, duration, requests, rate }: HttpOptions): LoadSpec {
  if (rate !== undefined) {
    const lasting = requests === undefined ? (duration ?? DURATION) : durationFor(requests, rate, duration);
    return { rate, duration: lasting, ...(connections === undefined ? {} : { maxUsers: connections }) };
  }
  const users = connections ?? CONNECTIONS;
  if (requests === undefined) return { users, duration: duration ?? DURATION };
  const bound = duration === undefined ? {} : { maxDuration: duration };
  return { iterations: requests, users: Math.min(users, requests), ...bound };
}

function durationFor(requests: number, rate: number, duration: string | undefined): string {
  if (duration === undefined) return `${(requests / rate).toFixed(6)}s`;
  throw new UserError('--rate, --requests and --duration say more than one thing', {
    code: 'INVALID_OPTION',
    hint: `${requests} requests at ${rate}/s take ${requests / rate} s: leave one of the three away`,
  });
}

type Request = Omit<RequestStep, 'url'>;

function requestOf(options: HttpOptions, cwd: string): Request {
  const body = options.body === undefined ? undefined : bodyOf(options.body, cwd);
  const headers = headersOf(options.header);
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (body !== undefined && !typed && isJson(body)) headers['content-type'] = 'application/json';
  return {
    kind: 'request',
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
}

/** A header given twice is sent once, its values joined as HTTP has it. */
function headersOf(given: HttpOptions['header']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of given) {
    const known = Object.keys(headers).find((each) => each.toLowerCase() === name.toLowerCase());
    if (known === undefined) headers[name] = value;
    else headers[known] += `${name.toLowerCase() === 'cookie' ? '; ' : ', '}${value}`;
  }
  return headers;
}

/** A text with its templates, or the content of a file as it is. */
function bodyOf(given: string, cwd: string): string {
  if (!given.startsWith('@')) return given;
  const path = given.slice(1);
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(cwd, path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`--body: ${path} cannot be read: ${reason}`, {
      code: 'CANNOT_READ_FILE',
      hint: 'the path after @ counts from the current folder',
      cause,
    });
  }
  if (isUtf8(bytes)) return bytes.toString('utf8').replaceAll('{{', '{{ "{{" }}');
  throw new UserError(`--body: ${path} is not UTF-8 text`, {
    code: 'CANNOT_READ_FILE',
    hint: 'write a test with a multipart field of the file, which may hold any bytes',
  });
}

function isJson(body: string): boolean {
  if (!/^\s*[[{]/.test(body)) return false;
  try {
    JSON.parse(body.replace(/\{\{.*?\}\}/gs, '0'));
    return true;
  } catch {
    return false;
  }
}

function listTest(list: UrlList, target: string | undefined, request: Request): TestSpec {
  const variants = list.kinds.map(({ method, hasBody }): RequestStep => {
    const when = `request.method == "${method}" and ${hasBody ? 'not ' : ''}empty(request.body)`;
    return {
      ...request,
      method,
      name: '{{ request.name }}',
      url: '{{ request.url }}',
      ...(hasBody ? { body: '{{ request.body }}' } : {}),
      ...(list.kinds.length === 1 ? {} : { when }),
    };
  });
  return {
    name: `URLs of ${list.shown}`,
    ...(target === undefined ? {} : originOf(target)),
    scenarios: [{ name: 'http', steps: variants }],
    allowHosts: list.hosts,
    data: [{ path: list.path, name: 'request', format: 'ndjson', cast: false, order: 'sequence' }],
  };
}

/** Where a template stands for the host, what it names is known when the test is planned. */
function originOf(url: string): { target: string } | undefined {
  const path = url.indexOf('/', url.indexOf('//') + 2);
  const template = url.indexOf('{{');
  if (template !== -1 && (path === -1 || template < path)) return undefined;
  const { origin } = parseTarget(url.replace(/\{\{.*?\}\}+/gs, '0'));
  return { target: origin.socketPath === undefined ? `${origin.scheme}://${origin.hostHeader}` : origin.key };
}

/** `localhost:3000` is what people type. */
function withScheme(url: string): string {
  return /^[\w.-]+(:\d+)?([/?]|$)/.test(url) || /^\[[\da-f:.]+\]/i.test(url) ? `http://${url}` : url;
}

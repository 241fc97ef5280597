import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Problem, ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import { defaultRequestName, parseTarget, tryResolve } from '../protocols/http/url.ts';

/** A list of requests to replay, as rows of data that every worker can read. */
export interface UrlList {
  /** As the user named it. */
  readonly shown: string;
  /** Rows `{ name, method, url, body }`, a line each; removed when this process ends. */
  readonly path: string;
  /** What of methods there is, with a body and without one. */
  readonly kinds: readonly { readonly method: string; readonly hasBody: boolean }[];
  readonly hosts: readonly string[];
}

interface Row {
  /** Under which it is counted. */
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

const LINE = /^(?:([A-Z]+)\s+)?(\S+)(?:\s+(.*))?$/s;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const MOST_PROBLEMS = 20;

/** Reads a list: a line each, `[METHOD] URL [BODY]`; empty lines and those that begin with # are left out. */
export function readUrlList(path: string, shown: string): UrlList {
  const rows: Row[] = [];
  const problems: Problem[] = [];
  const hosts = new Set<string>();
  for (const [index, text] of readLines(path, shown).entries()) {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    const row = rowOf(line);
    const problem = problemOf(row.url, hosts);
    if (problem === undefined) rows.push(row);
    else problems.push({ code: 'INVALID_URL_LIST', message: problem, file: shown, line: index + 1 });
  }
  if (problems.length > 0) throw new ProblemsError(problems.slice(0, MOST_PROBLEMS));
  if (rows.length === 0) {
    throw new UserError(`${shown} lists no URL`, {
      code: 'INVALID_URL_LIST',
      hint: "write one a line: '/items', 'http://host/items' or 'POST /orders {\"id\":1}'",
    });
  }
  const kinds = new Map(rows.map(({ method, body }) => [`${method} ${body !== ''}`, { method, hasBody: body !== '' }]));
  return { shown, path: writeRows(rows), kinds: [...kinds.values()], hosts: [...hosts] };
}

function readLines(path: string, shown: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .split('\n');
  } catch (cause) {
    throw new UserError(`--urls: ${shown} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'CANNOT_READ_FILE',
      hint: 'the path counts from the current folder',
      cause,
    });
  }
}

function rowOf(line: string): Row {
  const [, given, url = '', body = ''] = LINE.exec(line) ?? [];
  const method = given ?? (body === '' ? 'GET' : 'POST');
  const resolved = SCHEME.test(url) ? tryResolve(undefined, url) : { path: url };
  return { name: defaultRequestName(method, 'path' in resolved ? resolved.path : url), method, url, body };
}

/** What is wrong with a URL; the host of one that is whole is noted. */
function problemOf(url: string, hosts: Set<string>): string | undefined {
  if (!SCHEME.test(url)) return url.startsWith('/') ? undefined : `'${url}' is neither a path such as /items nor a URL`;
  const resolved = tryResolve(undefined, url);
  if ('error' in resolved) return resolved.error;
  hosts.add(parseTarget(url).origin.host);
  return undefined;
}

function writeRows(rows: readonly Row[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-urls-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'urls.ndjson');
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 });
  return path;
}

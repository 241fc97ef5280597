import type { TestSpec } from '../model/test-spec.ts';
import { type Target, tryResolve } from '../protocols/http/url.ts';
import { type ProblemList, shown } from './problem-list.ts';
import { partsOf, requestsWithin } from './step-walk.ts';
import type { TemplateValues } from './template-values.ts';
import { urlOrigins } from './url-origins.ts';

const SCHEME = /^\s*[a-z][a-z0-9+.-]*:/i;

/** The target, and every host that traffic may go to because the test names it. */
export interface Hosts {
  readonly target: string | undefined;
  readonly allowHosts: readonly string[];
}

/** Where requests may go; URLs that lead nowhere, and scripts that may go anywhere, are noted. */
export function plannedHosts(spec: TestSpec, values: TemplateValues, problems: ProblemList): Hosts {
  const target = targetOf(spec, values, problems);
  const hosts = new Set<string>();
  if (target !== undefined) hosts.add(target.parsed.origin.host.toLowerCase());
  for (const [index, host] of (spec.allowHosts ?? []).entries())
    addAllowed(host, { hosts, path: `allowHosts[${index}]`, problems });
  for (const http of [spec.http, ...spec.scenarios.map((scenario) => scenario.http)]) {
    for (const name of Object.keys(http?.hosts ?? {})) hosts.add(name.replace(/:\d+$/, '').toLowerCase());
  }
  for (const host of literalHosts(spec, { target: target?.parsed, values, problems })) hosts.add(host);
  const wrongTarget = target === undefined && spec.target !== undefined;
  if (hosts.size === 0 && !wrongTarget) checkSomewhere(spec, problems);
  return { target: target?.text, allowHosts: [...hosts] };
}

function targetOf(
  spec: TestSpec,
  values: TemplateValues,
  problems: ProblemList,
): { text: string; parsed: Target } | undefined {
  if (spec.target === undefined) return undefined;
  const text = typeof spec.target === 'string' ? values.fill(spec.target) : undefined;
  const hint = "write it as 'http://host:port', 'https://host/path' or 'unix:/path/to.sock'";
  if (text === undefined) {
    const message = `the target ${shown(spec.target)} is not known before the test runs`;
    return problems.add('target', message, { code: 'INVALID_URL', hint: `${hint}, or set what its template names` });
  }
  const parsed = tryResolve(undefined, text);
  if ('error' in parsed) return problems.add('target', `the target ${parsed.error}`, { code: 'INVALID_URL', hint });
  return { text, parsed };
}

interface AllowContext {
  readonly hosts: Set<string>;
  readonly path: string;
  readonly problems: ProblemList;
}

const HOST = /^(?:\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.?|[\da-f:]*:[\da-f:.]+)$/i;

function addAllowed(host: unknown, { hosts, path, problems }: AllowContext): void {
  if (typeof host === 'string' && HOST.test(host)) {
    hosts.add(host.toLowerCase());
    return;
  }
  const text = String(host);
  const resolved = tryResolve(undefined, SCHEME.test(text) && text.includes('//') ? text : `http://${text}`);
  const meant = 'error' in resolved ? undefined : resolved.origin.host;
  problems.add(path, `${shown(host)} is not the name of a host`, {
    code: 'INVALID_HOST',
    hint:
      meant === undefined
        ? "write a name alone, as 'api.example.com' or '*.example.com'"
        : `write '${meant}', without scheme, port and path`,
  });
}

interface UrlContext {
  readonly target: Target | undefined;
  readonly values: TemplateValues;
  readonly problems: ProblemList;
}

/** Hosts of the absolute URLs in steps. Paths alone need a target; one problem tells of all that lack it. */
function literalHosts(spec: TestSpec, context: UrlContext): string[] {
  const { target, values, problems } = context;
  const urls = partsOf(spec).flatMap((part) => {
    const own = values.within(part.scenario?.variables, part.scenario?.env);
    return requestsWithin(part.spec.steps, `${part.path}.steps`).flatMap(({ step, path }) => {
      const origins = originsOf(step.url, `${path}.url`, { values: own, problems });
      return origins.map((url) => ({ url, written: step.url, path: `${path}.url` }));
    });
  });
  const lacking = urls.filter(({ url }) => target === undefined && !SCHEME.test(url));
  const [first] = lacking;
  if (first !== undefined && spec.target === undefined) noTarget(first, lacking.length, problems);
  return urls.flatMap((each) => (lacking.includes(each) ? [] : hostOf(each.url, each.path, context)));
}

/** None where they are known only while the test runs. */
function originsOf(url: unknown, path: string, { values, problems }: Omit<UrlContext, 'target'>): readonly string[] {
  if (typeof url === 'string' && url.trim() !== '') return urlOrigins(url, values) ?? [];
  const hint = "write a path such as '/items', or a whole URL";
  problems.add(path, 'a request has no URL', { code: 'INVALID_URL', hint });
  return [];
}

function hostOf(url: string, path: string, { target, problems }: UrlContext): string[] {
  const resolved = tryResolve(target, url);
  if (!('error' in resolved)) return [resolved.origin.host.toLowerCase()];
  problems.add(path, resolved.error, {
    code: 'INVALID_URL',
    hint: "write a path such as '/items', or 'http://host:port/path'",
  });
  return [];
}

function noTarget(first: { path: string; written: string }, count: number, problems: ProblemList): void {
  const others = count === 1 ? '' : `, as ${count - 1} more`;
  problems.add(first.path, `${shown(first.written)} is a path alone${others}, and the test has no target`, {
    code: 'NO_TARGET',
    hint: "give the test a target: 'http://localhost:3000', or pass --target",
  });
}

/** Scripts, and URLs that are nothing but templates, decide at run time where they go; the test has to say where they may. */
function checkSomewhere(spec: TestSpec, problems: ProblemList): void {
  // A list of hosts that is empty says that nothing is to be sent.
  if (spec.allowHosts !== undefined) return;
  const testsFunctions = spec.scenarios.every(({ measure }) => measure !== undefined);
  const part = partsOf(spec).find(({ spec: { function: script, steps }, scenario }) => {
    // What prepares a test of functions has seldom anything to send.
    const isPlain = scenario === undefined ? testsFunctions : scenario.measure !== undefined;
    return (
      (script !== undefined && !isPlain) ||
      requestsWithin(steps, '').some(({ step }) => String(step.url).includes('{{'))
    );
  });
  if (part === undefined) return;
  const what = part.spec.function === undefined ? 'these steps name' : 'this script has';
  problems.add(part.path, `${what} neither a target nor allowed hosts, so nothing may be sent`, {
    code: 'NO_TARGET',
    hint: "give the test target: 'http://localhost:3000' (or --target), or name its hosts: allowHosts: ['api.example.com'], or none: allowHosts: []",
  });
}

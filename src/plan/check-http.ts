import { isIP } from 'node:net';
import { statusRanges } from '../model/status-set.ts';
import type { HttpSpec, StatusSet, TlsSpec } from '../model/test-spec.ts';
import { tryResolve } from '../protocols/http/url.ts';
import { checkFile } from './check-file.ts';
import { type ProblemList, shown } from './problem-list.ts';

export interface HttpContext {
  readonly problems: ProblemList;
  readonly baseDir: string;
}

/** Notes what is wrong with the settings of a test or of one scenario. */
export function checkHttp(spec: HttpSpec | undefined, path: string, context: HttpContext): void {
  if (spec === undefined) return;
  const { problems } = context;
  checkHeaders(spec.headers, `${path}.headers`, problems);
  for (const key of ['timeout', 'connectTimeout', 'firstByteTimeout'] as const) {
    problems.duration(spec[key], `${path}.${key}`, { what: key, min: 1 });
  }
  for (const key of ['connections', 'connectionsPerHost', 'maxHeaderBytes', 'maxBodyBytes'] as const) {
    problems.number(spec[key], `${path}.${key}`, { what: key, min: 1, whole: true });
  }
  problems.number(spec.maxRedirects, `${path}.maxRedirects`, { what: 'maxRedirects', max: 1000, whole: true });
  checkStatuses(spec.expectedStatuses, `${path}.expectedStatuses`, problems);
  checkChoice(spec.reuse, ['user', 'iteration', 'request'], { path: `${path}.reuse`, problems });
  checkDns(spec.dns, `${path}.dns`, problems);
  checkAddresses(spec, path, problems);
  checkTls(spec.tls, `${path}.tls`, context);
  if (typeof spec.compression === 'string') checkHeaderValue(spec.compression, `${path}.compression`, problems);
  for (const key of ['instances', 'cacheHeader'] as const) checkHeaderName(spec[key], `${path}.${key}`, problems);
  if (spec.userAgent !== undefined) checkHeaderValue(spec.userAgent, `${path}.userAgent`, problems);
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

export function checkHeaders(headers: HttpSpec['headers'], path: string, problems: ProblemList): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const at = `${path}${/^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
    if (!HEADER_NAME.test(name) && !name.includes('{{')) {
      const hint = 'header names are letters, digits and dashes, without the colon';
      problems.add(at, `${shown(name)} is not the name of a header`, { code: 'INVALID_HEADER', hint });
    }
    checkHeaderValue(value, at, problems);
  }
}

/** Of a header that is read from responses. */
function checkHeaderName(name: unknown, path: string, problems: ProblemList): void {
  if (name === undefined || (typeof name === 'string' && HEADER_NAME.test(name))) return;
  const isInstances = path.endsWith('.instances');
  const hint = isInstances
    ? "write a header's name, such as 'x-instance', or 'address'"
    : "write a name, such as 'x-cache'";
  problems.add(path, `${shown(name)} is not the name of a header`, { code: 'INVALID_HEADER', hint });
}

function checkHeaderValue(value: unknown, path: string, problems: ProblemList): void {
  if (typeof value !== 'string') {
    const hint = 'header values are texts; put numbers and booleans in quotes';
    problems.add(path, `the header's value is ${shown(value)}, not a text`, { code: 'INVALID_HEADER', hint });
  } else if (/[\r\n\0]/.test(value)) {
    const hint = 'a line break would start another header; encode it, in base64 or as in URLs';
    problems.add(path, `the header's value holds a line break or a NUL`, { code: 'INVALID_HEADER', hint });
  }
}

export function checkStatuses(set: StatusSet | undefined, path: string, problems: ProblemList): void {
  if (set === undefined || (typeof set === 'string' && set.includes('{{'))) return;
  if (statusRanges(set) !== undefined) return;
  const hint = "write 200, '2xx', '200-399', or a list of these";
  problems.add(path, `${shown(set)} is not a status or a range of them`, { code: 'INVALID_STATUS', hint });
}

interface Place {
  readonly path: string;
  readonly problems: ProblemList;
}

function checkChoice(value: string | undefined, known: readonly string[], { path, problems }: Place): void {
  if (value === undefined || known.includes(value)) return;
  problems.add(path, `${shown(value)} is not known here`, {
    code: 'INVALID_VALUE',
    hint: `it is one of ${known.join(', ')}`,
  });
}

function checkDns(dns: HttpSpec['dns'], path: string, problems: ProblemList): void {
  if (dns === undefined) return;
  if (dns.ttl !== 'inf') problems.duration(dns.ttl, `${path}.ttl`, { what: 'ttl' });
  checkChoice(dns.select, ['first', 'random', 'roundRobin'], { path: `${path}.select`, problems });
  const policies = ['preferIPv4', 'preferIPv6', 'onlyIPv4', 'onlyIPv6', 'any'];
  checkChoice(dns.policy, policies, { path: `${path}.policy`, problems });
}

function checkAddresses(spec: HttpSpec, path: string, problems: ProblemList): void {
  const { proxy, localAddress, hosts = {} } = spec;
  if (proxy !== undefined && !proxy.includes('{{')) {
    const resolved = tryResolve(undefined, proxy);
    if ('error' in resolved) {
      const hint = "write it as 'http://host:port'";
      problems.add(`${path}.proxy`, `the proxy ${resolved.error}`, { code: 'INVALID_URL', hint });
    }
  }
  if (localAddress !== undefined && isIP(localAddress) === 0) {
    const hint = 'give an IP address of this machine';
    problems.add(`${path}.localAddress`, `${shown(localAddress)} is not an address`, { code: 'INVALID_ADDRESS', hint });
  }
  for (const [host, address] of Object.entries(hosts)) {
    if (isAddress(address)) continue;
    const hint =
      "write 'name' or 'name:port' to an IP address, with or without a port: { 'shop.test': '127.0.0.1:3000' }";
    problems.add(`${path}.hosts`, `${shown(address)} for ${shown(host)} is not an address`, {
      code: 'INVALID_ADDRESS',
      hint,
    });
  }
}

function isAddress(text: string): boolean {
  if (typeof text !== 'string') return false;
  if (isIP(text) !== 0) return true;
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d{1,5})?$/.exec(text) ?? [];
  return isIP(bracketed ?? plain ?? '') !== 0 || (plain ?? '').toLowerCase() === 'localhost';
}

function checkTls(tls: TlsSpec | undefined, path: string, { problems, baseDir }: HttpContext): void {
  if (tls === undefined) return;
  for (const key of ['ca', 'cert', 'key'] as const) {
    const value = tls[key];
    if (value === undefined || value.includes('-----BEGIN')) continue;
    checkFile({ file: value, baseDir, path: `${path}.${key}`, what: `the PEM file of '${key}'` }, problems);
  }
  if ((tls.cert === undefined) === (tls.key === undefined)) return;
  const missing = tls.cert === undefined ? 'cert' : 'key';
  const hint = 'a client certificate needs both cert and key';
  problems.add(path, `${missing} is missing`, { code: 'INVALID_TLS', hint });
}

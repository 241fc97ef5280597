import { UserError } from '../../errors/user-error.ts';
import { formatStatusSet, isInRanges, type StatusRange, statusRanges } from '../../model/status-set.ts';
import type { Expectation } from '../../model/steps.ts';
import type { StatusSet } from '../../model/test-spec.ts';
import { formatDuration, parseDurationMs } from '../../model/units.ts';
import type { HttpResponse } from '../../protocols/http/response.ts';
import { looselyEqual, strictlyEqual, textOf } from '../expressions/operators.ts';
import type { Names, Scope } from '../expressions/scope.ts';
import { compileText, type Template } from '../templates/template.ts';
import { compileValue } from '../templates/value.ts';
import { compileJsonPath } from './json-path.ts';
import type { ParserTools } from './parser-tools.ts';

/** What a response must be. */
export interface CompiledExpectation {
  /** The check's name. */
  readonly name: string;
  readonly needs: 'status' | 'head' | 'body';
  holds(response: HttpResponse, scope: Scope): boolean;
  /** What the response was instead. */
  found(response: HttpResponse): string;
}

type Kind<K extends Expectation['kind']> = Extract<Expectation, { kind: K }>;
/** What each kind compiles to, before names of the user's and `not`. */
interface Plain {
  readonly says: string;
  readonly saysNot: string;
  readonly needs: CompiledExpectation['needs'];
  holds(response: HttpResponse, scope: Scope): boolean;
  /** With `not`, where that is more than the opposite. */
  holdsNot?(response: HttpResponse, scope: Scope): boolean;
  found(response: HttpResponse): string;
}

/** Compiles an expectation; a response that can't be read (not JSON, broken encoding) is not what was expected. */
export function compileExpectation(expectation: Expectation, names: Names, tools: ParserTools): CompiledExpectation {
  const plain = compilePlain(expectation, names, tools);
  const wanted = expectation.not !== true;
  return {
    name: expectation.name ?? (wanted ? plain.says : plain.saysNot),
    needs: plain.needs,
    holds(response, scope) {
      if (response.error !== undefined) return false;
      try {
        if (wanted) return plain.holds(response, scope);
        return plain.holdsNot?.(response, scope) ?? !plain.holds(response, scope);
      } catch (error) {
        if (error instanceof SyntaxError || isDecodingError(error)) return false;
        throw error;
      }
    },
    found(response) {
      if (response.error !== undefined) return `no response: ${response.errorText ?? response.error}`;
      try {
        return plain.found(response);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

/** What bodies throw that can't be decoded; anything else is a failure of the iteration. */
function isDecodingError(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error';
}

function compilePlain(expectation: Expectation, names: Names, tools: ParserTools): Plain {
  switch (expectation.kind) {
    case 'status':
      return status(expectation);
    case 'header':
      return header(expectation, names);
    case 'contentType':
      return contentType(expectation);
    case 'json':
      return json(expectation, names, tools);
    case 'body':
      return body(expectation, names);
    case 'duration':
      return duration(expectation);
  }
}

/** The ranges of a set; a wrong one is the user's to mend. */
export function rangesOf(set: StatusSet): readonly StatusRange[] {
  const ranges = statusRanges(set);
  if (ranges !== undefined) return ranges;
  throw new UserError(`${JSON.stringify(set)} is no status`, {
    code: 'INVALID_STATUS',
    hint: "statuses are written 200, '2xx', '200-299', or as a list of these",
  });
}

function status({ status: set }: Kind<'status'>): Plain {
  const ranges = rangesOf(set);
  const text = formatStatusSet(set);
  return {
    says: `status is ${text}`,
    saysNot: `status is not ${text}`,
    needs: 'status',
    holds: (response) => isInRanges(response.status, ranges),
    found: (response) => `the status is ${response.status}`,
  };
}

function header({ header: name, equals, matches }: Kind<'header'>, names: Names): Plain {
  const wanted = equals === undefined ? undefined : compileText(String(equals), names);
  const pattern = matches === undefined ? undefined : compilePattern(matches);
  return {
    ...says(`header ${name}`, { equals, matches }),
    needs: 'head',
    holds(response, scope) {
      const value = response.header(name);
      if (value === undefined) return false;
      if (wanted !== undefined && value !== wanted.render(scope)) return false;
      return pattern === undefined || pattern.test(value);
    },
    found: (response) => `${name} is ${shown(response.header(name))}`,
  };
}

function contentType({ contentType: type }: Kind<'contentType'>): Plain {
  const wanted = type.trim().toLowerCase();
  return {
    says: `content type is ${type}`,
    saysNot: `content type is not ${type}`,
    needs: 'head',
    holds: (response) => isOfType(response.header('content-type') ?? '', wanted),
    found: (response) => `the content type is ${shown(response.header('content-type'))}`,
  };
}

/** `application/json; charset=utf-8` is of the types `application/json`, `json` and itself. */
function isOfType(header: string, wanted: string): boolean {
  const whole = header.trim().toLowerCase();
  const media = whole.split(';', 1)[0]?.trim() ?? '';
  if (wanted.includes(';')) return whole.replaceAll(' ', '') === wanted.replaceAll(' ', '');
  return media === wanted || (!wanted.includes('/') && (media.endsWith(`/${wanted}`) || media.endsWith(`+${wanted}`)));
}

/** Of several hits each must be as expected, or with `not` none. */
function json(expectation: Kind<'json'>, names: Names, tools: ParserTools): Plain {
  const { path, equals, matches, exists = true } = expectation;
  const query = compileJsonPath(path, tools, { filters: true });
  const wanted = equals === undefined ? undefined : compileValue(equals, names);
  const pattern = matches === undefined ? undefined : compilePattern(matches);
  const fits = (value: unknown, scope: Scope) =>
    (wanted === undefined || isEqual(value, wanted, scope)) && (pattern === undefined || pattern.test(textOf(value)));
  const texts = says(`json ${path}`, { equals, matches });
  return {
    says: exists ? texts.says : `json ${path} does not exist`,
    saysNot: exists ? texts.saysNot : `json ${path} exists`,
    needs: 'body',
    holds(response, scope) {
      const found = query(response.json());
      return exists ? found.length > 0 && found.every((value) => fits(value, scope)) : found.length === 0;
    },
    holdsNot(response, scope) {
      const found = query(response.json());
      return exists ? !found.some((value) => fits(value, scope)) : found.length > 0;
    },
    found(response) {
      const found = query(response.json());
      return found.length === 0 ? `${path} finds nothing` : `${path} is ${found.map(shown).join(', ')}`;
    },
  };
}

/** Written values are equal in type too; those of templates may have been captured as text. */
function isEqual(value: unknown, wanted: Template, scope: Scope): boolean {
  return wanted.constant ? strictlyEqual(value, wanted.render(scope)) : looselyEqual(value, wanted.render(scope));
}

/** The same for values found outside a response, the wanted one filled in once. */
export function isAsWanted(wanted: Template, scope: Scope): (value: unknown) => boolean {
  const rendered = wanted.render(scope);
  return (value) => (wanted.constant ? strictlyEqual(value, rendered) : looselyEqual(value, rendered));
}

function body({ contains, matches, equals }: Kind<'body'>, names: Names): Plain {
  const part = contains === undefined ? undefined : compileText(String(contains), names);
  const whole = equals === undefined ? undefined : compileText(String(equals), names);
  const pattern = matches === undefined ? undefined : compilePattern(matches);
  return {
    ...says('body', { equals, matches, contains }),
    needs: 'body',
    holds(response, scope) {
      const text = response.text();
      if (part !== undefined && !text.includes(part.render(scope))) return false;
      if (whole !== undefined && text !== whole.render(scope)) return false;
      return pattern === undefined || pattern.test(text);
    },
    found: (response) => `the body is ${shown(response.text())}`,
  };
}

function duration({ below }: Kind<'duration'>): Plain {
  const limitMs = parseDurationMs(below);
  if (limitMs === undefined) {
    throw new UserError(`${JSON.stringify(below)} is no duration`, {
      code: 'INVALID_DURATION',
      hint: "durations are written '300ms', '1.5s', '1m30s'",
    });
  }
  return {
    says: `duration < ${limitMs} ms`,
    saysNot: `duration >= ${limitMs} ms`,
    needs: 'status',
    holds: (response) => response.durationUs < limitMs * 1000,
    found: (response) => `it took ${formatDuration(response.durationUs / 1000)}`,
  };
}

function says(what: string, test: { equals?: unknown; matches?: string; contains?: string }) {
  const is: string[] = [];
  const isNot: string[] = [];
  const add = (positive: string, negative: string) => {
    is.push(positive);
    isNot.push(negative);
  };
  if (test.equals !== undefined) add(`is ${shown(test.equals)}`, `is not ${shown(test.equals)}`);
  if (test.contains !== undefined) add(`contains ${shown(test.contains)}`, `does not contain ${shown(test.contains)}`);
  if (test.matches !== undefined) add(`matches /${test.matches}/`, `does not match /${test.matches}/`);
  if (is.length === 0) add(what === 'body' ? 'is there' : 'exists', what === 'body' ? 'is missing' : 'does not exist');
  return { says: `${what} ${is.join(' and ')}`, saysNot: `${what} ${isNot.join(' or ')}` };
}

function compilePattern(source: string): RegExp {
  const written = /^\/(.*)\/([dimsuv]*)$/s.exec(source);
  try {
    return written === null ? new RegExp(source) : new RegExp(written[1] ?? '', written[2]);
  } catch (cause) {
    throw new UserError(`wrong pattern: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'INVALID_PATTERN',
      cause,
    });
  }
}

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

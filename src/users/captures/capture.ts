import { UserError } from '../../errors/user-error.ts';
import type { Capture } from '../../model/steps.ts';
import type { HttpResponse } from '../../protocols/http/response.ts';
import type { Names, Scope } from '../expressions/scope.ts';
import { compileText, holdsTemplate, type Template } from '../templates/template.ts';
import { compileValue } from '../templates/value.ts';
import { compileJsonPath } from './json-path.ts';
import type { ParserTools } from './parser-tools.ts';

/** What captures see besides the response. */
export interface CaptureScope extends Scope {
  /** A cookie that the user holds. */
  cookie(name: string): string | undefined;
}

/** One value taken out of responses. */
export interface CompiledCapture {
  readonly as: string;
  /** Where it looks, for messages: `json $.id`. */
  readonly place: string;
  readonly needs: 'status' | 'head' | 'body';
  /** The value, undefined when there is none. May throw when the body is not what it should be. */
  read(response: HttpResponse, scope: CaptureScope): unknown;
  readonly optional: boolean;
  readonly fallback: Template | undefined;
}

/** Compiles a capture; wrong paths, patterns and selectors throw a UserError. */
export function compileCapture(capture: Capture, names: Names, tools: ParserTools): CompiledCapture {
  const find = finderOf(capture, names, tools);
  return {
    as: capture.as,
    place: capture.expression === undefined ? capture.from : `${capture.from} ${capture.expression}`,
    needs: NEEDS[capture.from],
    read: (response, scope) => choose(find(response, scope), capture, scope),
    optional: capture.optional === true,
    fallback: capture.default === undefined ? undefined : compileValue(capture.default, names),
  };
}

const NEEDS = {
  status: 'status',
  header: 'head',
  cookie: 'head',
  json: 'body',
  regexp: 'body',
  css: 'body',
  body: 'body',
} as const;

/** All matches. */
type Find = (response: HttpResponse, scope: CaptureScope) => readonly unknown[];

function finderOf(capture: Capture, names: Names, tools: ParserTools): Find {
  const expression = (capture.expression ?? (capture.from === 'json' ? '$' : '')).trim();
  if (expression === '' && capture.from !== 'body' && capture.from !== 'status') {
    throw new UserError(`the capture '${capture.as}' from ${capture.from} has no expression`, {
      code: 'CAPTURE_INCOMPLETE',
      hint: 'say which JSONPath, header, cookie, pattern or selector to take',
    });
  }
  if (capture.from === 'status') return (response) => (response.status === 0 ? [] : [response.status]);
  if (capture.from === 'body') return (response) => [response.text()];
  const varies = holdsTemplate(expression) && !compileText(expression, names).constant;
  const compile = (text: string) => compileFinder(text, { capture, tools, varies });
  const template = compileText(expression, names);
  if (template.constant) return compile(template.render(undefined as never));
  return varyingFinder(template, compile);
}

/** The finder of the expression as rendered, compiled anew only when it changed. */
function varyingFinder(template: Template<string>, compile: (text: string) => Find): Find {
  let last: { readonly text: string; readonly find: Find } | undefined;
  return (response, scope) => {
    const text = template.render(scope);
    if (last?.text !== text) last = { text, find: compile(text) };
    return last.find(response, scope);
  };
}

interface FinderOptions {
  readonly capture: Capture;
  readonly tools: ParserTools;
  readonly varies: boolean;
}

function compileFinder(text: string, { capture, tools, varies }: FinderOptions): Find {
  switch (capture.from) {
    case 'header':
      return (response) => listOf(response.header(text));
    case 'cookie':
      return (_, scope) => listOf(scope.cookie(text));
    case 'regexp':
      return regexpFinder(text, capture);
    case 'css':
      return cssFinder(text, capture, tools);
    default: {
      const query = compileJsonPath(text, tools, { filters: !varies });
      return (response) => query(response.json());
    }
  }
}

function regexpFinder(text: string, { as, flags = '', group = 0 }: Capture): Find {
  let pattern: RegExp;
  try {
    pattern = new RegExp(text, flags.includes('g') ? flags : `${flags}g`);
  } catch (cause) {
    throw new UserError(`the capture '${as}' has a wrong pattern: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'INVALID_PATTERN',
      cause,
    });
  }
  return (response) => {
    const found: unknown[] = [];
    for (const match of response.text().matchAll(pattern)) {
      const value = typeof group === 'number' ? match[group] : match.groups?.[group];
      if (value !== undefined) found.push(value);
    }
    return found;
  };
}

function cssFinder(text: string, { as, attribute }: Capture, { html }: ParserTools): Find {
  if (html === undefined) throw new Error('the HTML parser was not loaded');
  let select: ReturnType<typeof html.compile>;
  try {
    select = html.compile(text);
  } catch (cause) {
    throw new UserError(`the capture '${as}' has a wrong selector: ${cause instanceof Error ? cause.message : cause}`, {
      code: 'INVALID_SELECTOR',
      cause,
    });
  }
  return (response) => {
    const elements = select(response.text());
    if (attribute === undefined) return elements.map((element) => element.text().trim());
    return elements.map((element) => element.attribute(attribute)).filter((value) => value !== undefined);
  };
}

/** One of the matches: the first unless told otherwise. */
function choose(found: readonly unknown[], { pick }: Capture, scope: Scope): unknown {
  if (found.length === 0) return undefined;
  if (pick === 'all') return found;
  if (typeof pick === 'number') return found.at(pick);
  if (pick === 'last') return found.at(-1);
  if (found.length > 1 && pick === 'random') return scope.chance.random.pick(found);
  return found[0];
}

function listOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

import type { RequestStep } from '../../model/steps.ts';
import type { ScenarioContext } from '../scenario-context.ts';
import { compileText, constantTemplate, holdsTemplate, type Template } from '../templates/template.ts';
import { compileTexts, compileValue } from '../templates/value.ts';
import type { RequestDraft } from '../user.ts';

/** A request's URL and the rest of it, each constant or filled in for each iteration. */
export interface OptionsTemplate {
  readonly url: Template<string>;
  readonly rest: Template<Omit<RequestDraft, 'url'>>;
}

type Member = readonly [string, Template];

/** Compiles everything of a step that goes over the wire or decides how. */
export function compileOptions(step: RequestStep, context: ScenarioContext): OptionsTemplate {
  const { names, settings } = context;
  const members: Member[] = [['method', compileText(step.method, names)]];
  const headers = withTemplates(step.headers, settings.headers, (name) => name.toLowerCase());
  if (headers !== undefined) members.push(['headers', compileTexts(headers, names)]);
  const cookies = withTemplates(step.cookies, settings.cookies, (name) => name);
  if (cookies !== undefined) members.push(['cookies', compileTexts(cookies, names)]);
  if (step.tags !== undefined) members.push(['tags', compileTexts(step.tags, names)]);
  if (step.auth !== undefined) members.push(['auth', compileTexts({ ...step.auth }, names)]);
  if (step.multipart !== undefined) members.push(['multipart', compileParts(step.multipart, context)]);
  for (const key of ['name', 'body'] as const) {
    const text = step[key];
    if (text !== undefined) members.push([key, compileText(text, names)]);
  }
  for (const key of ['query', 'json', 'form', 'timeout', 'expectedStatuses'] as const) {
    if (step[key] !== undefined) members.push([key, compileValue(step[key], names)]);
  }
  for (const key of ['followRedirects', 'maxRedirects', 'retry'] as const) {
    if (step[key] !== undefined) members.push([key, constantTemplate(step[key])]);
  }
  return { url: compileText(step.url, names), rest: together(members) };
}

/** The step's own, and those of the settings that hold templates, which only a flow can fill in. */
function withTemplates(
  own: Readonly<Record<string, string>> | undefined,
  usual: Readonly<Record<string, string>>,
  fold: (name: string) => string,
): Readonly<Record<string, string>> | undefined {
  const given = new Set(Object.keys(own ?? {}).map(fold));
  const varying = Object.entries(usual).filter(([name, value]) => holdsTemplate(value) && !given.has(fold(name)));
  return varying.length === 0 ? own : { ...Object.fromEntries(varying), ...own };
}

function compileParts(parts: NonNullable<RequestStep['multipart']>, context: ScenarioContext): Template {
  const compiled = parts.map((part) => compileTexts({ ...part }, context.names));
  if (compiled.every((part) => part.constant)) {
    return constantTemplate(compiled.map((part) => part.render(undefined as never)));
  }
  return { constant: false, render: (scope) => compiled.map((part) => part.render(scope)) };
}

function together(members: readonly Member[]): OptionsTemplate['rest'] {
  const render: OptionsTemplate['rest']['render'] = (scope) => {
    const rest: Record<string, unknown> = {};
    for (const [key, template] of members) rest[key] = template.render(scope);
    return rest as unknown as Omit<RequestDraft, 'url'>;
  };
  if (members.every(([, template]) => template.constant)) return constantTemplate(render(undefined as never));
  return { constant: false, render };
}

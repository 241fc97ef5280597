import type { PlannedScenario } from '../../model/plan.ts';
import type { Capture, Expectation, ReceiveStep, RequestStep, Step } from '../../model/steps.ts';
import { isPlainPath } from './json-path.ts';

/** What only some tests need, loaded before their first iteration. */
export interface ParserTools {
  readonly jsonPath?: (query: { path: string; json: object; wrap: boolean; eval: 'safe' | false }) => unknown;
  readonly html?: HtmlTools;
}

export interface HtmlTools {
  /** Compiles a selector; throws on a wrong one. */
  compile(selector: string): (html: string) => readonly HtmlElement[];
}

export interface HtmlElement {
  text(): string;
  attribute(name: string): string | undefined;
}

/** Loads the parsers that the steps' captures and expectations need. */
export async function loadParserTools(steps: PlannedScenario['steps']): Promise<ParserTools> {
  const needs = { jsonPath: false, html: false };
  for (const step of steps ?? []) lookAt(step, needs);
  const [jsonPath, html] = await Promise.all([
    needs.jsonPath ? loadJsonPath() : undefined,
    needs.html ? loadHtmlTools() : undefined,
  ]);
  return { jsonPath, html };
}

interface Needs {
  jsonPath: boolean;
  html: boolean;
}

function lookAt(step: Step, needs: Needs): void {
  if (step.kind === 'request' || step.kind === 'receive') lookAtReading(step, needs);
  if (pathsOf(step).some((path) => !isPlainPath(path))) needs.jsonPath = true;
  if ('steps' in step) for (const inner of step.steps) lookAt(inner, needs);
  if (step.kind === 'if') for (const inner of step.else ?? []) lookAt(inner, needs);
}

function lookAtReading({ capture, expect }: RequestStep | ReceiveStep, needs: Needs): void {
  for (const each of capture ?? []) lookAtCapture(each, needs);
  for (const expectation of expect ?? []) lookAtExpectation(expectation, needs);
}

/** Those beside captures and expectations. */
function pathsOf(step: Step): readonly string[] {
  if (step.kind === 'receive') return Object.keys(step.match ?? {});
  return step.kind === 'subscribe' && step.latencyFrom !== undefined ? [step.latencyFrom] : [];
}

function lookAtCapture({ from, expression = '$' }: Capture, needs: Needs): void {
  if (from === 'css') needs.html = true;
  if (from === 'json' && !isPlainPath(expression)) needs.jsonPath = true;
}

function lookAtExpectation(expectation: Expectation, needs: Needs): void {
  if (expectation.kind === 'json' && !isPlainPath(expectation.path)) needs.jsonPath = true;
}

async function loadJsonPath(): Promise<ParserTools['jsonPath']> {
  const { JSONPath } = await import('jsonpath-plus');
  return (query) => JSONPath(query) as unknown;
}

async function loadHtmlTools(): Promise<HtmlTools> {
  const [{ compile, selectAll }, { parseDocument }, { textContent, getAttributeValue }] = await Promise.all([
    import('css-select'),
    import('htmlparser2'),
    import('domutils'),
  ]);
  type Element = Parameters<typeof getAttributeValue>[0];
  type AnyNode = Element['children'][number];
  return {
    compile(selector) {
      const query = compile<AnyNode, Element>(selector);
      return (html) =>
        selectAll<AnyNode, Element>(query, parseDocument(html).children).map((element) => ({
          text: () => textContent(element),
          attribute: (name) => getAttributeValue(element, name),
        }));
    },
  };
}

import type { Problem } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import type { ReceiveStep, RequestStep, Step } from '../model/steps.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { compileJsonPath } from '../users/captures/json-path.ts';
import { loadParserTools, type ParserTools } from '../users/captures/parser-tools.ts';

/** What is wrong with the JSONPaths and CSS selectors of a test; their parsers are loaded only where there are any. */
export async function captureProblems({ scenarios, setup, teardown }: TestSpec): Promise<readonly Problem[]> {
  const parts = [
    ...scenarios.map(({ steps }, index) => ({ steps, path: `scenarios[${index}].steps` })),
    { steps: setup?.steps, path: 'setup.steps' },
    { steps: teardown?.steps, path: 'teardown.steps' },
  ];
  const found = await Promise.all(
    parts.map(async ({ steps = [], path }) => inSteps(steps, path, await loadParserTools(steps))),
  );
  return found.flat();
}

function inSteps(steps: readonly Step[], path: string, tools: ParserTools): Problem[] {
  return steps.flatMap((step, index) => {
    const at = `${path}[${index}]`;
    return [
      ...(step.kind === 'request' || step.kind === 'receive' ? inReading(step, at, tools) : []),
      ...inPaths(step, at, tools),
      ...('steps' in step ? inSteps(step.steps, `${at}.steps`, tools) : []),
      ...(step.kind === 'if' ? inSteps(step.else ?? [], `${at}.else`, tools) : []),
    ];
  });
}

/** JSONPaths beside captures and expectations. */
function inPaths(step: Step, path: string, tools: ParserTools): Problem[] {
  const check = (text: string) => jsonPath(text, tools);
  if (step.kind === 'subscribe' && step.latencyFrom !== undefined) {
    return attempt(step.latencyFrom, `${path}.latencyFrom`, check);
  }
  return step.kind === 'receive'
    ? Object.keys(step.match ?? {}).flatMap((text) => attempt(text, `${path}.match`, check))
    : [];
}

function inReading(
  { capture = [], expect = [] }: RequestStep | ReceiveStep,
  path: string,
  tools: ParserTools,
): Problem[] {
  const captures = capture.flatMap(({ from, expression = '' }, index): Problem[] => {
    const at = `${path}.capture[${index}].expression`;
    if (from === 'json' && expression !== '') return attempt(expression, at, (text) => jsonPath(text, tools));
    return from === 'css' ? attempt(expression, at, (text) => selector(text, tools)) : [];
  });
  const expectations = expect.flatMap((each, index): Problem[] => {
    const at = `${path}.expect[${index}].path`;
    return each.kind === 'json' ? attempt(each.path, at, (text) => jsonPath(text, tools)) : [];
  });
  return [...captures, ...expectations];
}

function jsonPath(text: string, tools: ParserTools): void {
  compileJsonPath(text, tools, { filters: true });
}

function selector(text: string, { html }: ParserTools): void {
  try {
    html?.compile(text);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).trim();
    const hint = 'selectors look like a.next, #total, table tr:first-child td, input[name="token"]';
    throw new UserError(`'${text}' is not a CSS selector: ${reason}`, { code: 'INVALID_SELECTOR', hint, cause });
  }
}

/** What holds templates is known only when they are filled in. */
function attempt(text: string, path: string, compile: (text: string) => void): Problem[] {
  if (text.includes('{{')) return [];
  try {
    compile(text);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return [{ code: error.code, message: error.message, path, ...hint }];
  }
}

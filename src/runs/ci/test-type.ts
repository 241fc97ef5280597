import type { Plan } from '../../model/plan.ts';
import type { Step } from '../../model/steps.ts';

export const TEST_TYPES = ['pagination', 'streaming', 'load', 'monitoring'] as const;

/** Which stage of a suite a test belongs to. */
export type TestType = (typeof TEST_TYPES)[number];

const WORDS: readonly (readonly [TestType, RegExp])[] = [
  ['pagination', /paginat|paging|\bpages?\b|cursor/i],
  ['streaming', /stream|\bsse\b|realtime|real-time|websocket/i],
  ['monitoring', /monitor|health|heartbeat|watch/i],
];

type Typed = Pick<Plan, 'name' | 'source' | 'tags' | 'scenarios'>;

/**
 * The type that a test's tag `type` names; else what its name, its file or its scenarios speak of, and streaming where it subscribes
 * to events; else load.
 */
export function testTypeOf({ name, source, tags, scenarios }: Typed): TestType {
  const tagged = TEST_TYPES.find((type) => type === tags.type);
  if (tagged !== undefined) return tagged;
  const spoken = typeOfWords([name, source]) ?? typeOfWords(scenarios.map((scenario) => scenario.name));
  if (spoken !== undefined) return spoken;
  return scenarios.some(({ steps = [] }) => steps.some(subscribes)) ? 'streaming' : 'load';
}

/** The type that texts speak of, in the order of the stages. */
export function typeOfWords(texts: readonly string[]): TestType | undefined {
  return WORDS.find(([, word]) => texts.some((text) => word.test(text)))?.[0];
}

function subscribes(step: Step): boolean {
  if ('subscribe' in step) return true;
  const inner = Object.values(step).filter(Array.isArray).flat();
  return inner.some((each) => typeof each === 'object' && each !== null && subscribes(each as Step));
}

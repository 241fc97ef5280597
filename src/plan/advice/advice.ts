import type { Plan, PlannedScenario } from '../../model/plan.ts';
import type { RequestStep } from '../../model/steps.ts';
import type { DataSpec, TestSpec } from '../../model/test-spec.ts';
import type { Estimate, Forecast } from '../forecast.ts';
import { requestsWithin } from '../step-walk.ts';
import type { TemplateValues } from '../template-values.ts';

/** What could make a test tell more, or mislead less; unlike a problem it stops nothing. */
export interface Advice {
  readonly code: string;
  /** `warning`: results are likely to mislead. `suggestion`: they could be better. */
  readonly severity: 'warning' | 'suggestion';
  readonly topic: 'performance' | 'reliability' | 'realism' | 'resources';
  /** What to do. */
  readonly message: string;
  /** Why, with the numbers. */
  readonly reason: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}

/** What advice is given on. */
export interface AdviceContext {
  /** With the command line laid over it. */
  readonly spec: TestSpec;
  readonly plan: Plan;
  readonly forecast: Forecast;
  /** What templates stand for, as far as that is known. */
  readonly values: TemplateValues;
  readonly expectedLatencyMs: number;
  readonly rowsOf?: ((data: DataSpec) => number | undefined) | undefined;
}

/** One piece of advice, as often as it applies. */
export type Advise = (context: AdviceContext) => Advice[];

/** Where a stream's load stands in the test. */
export function loadPath({ spec, plan }: AdviceContext, streamIndex: number): string {
  const [first] = plan.streams[streamIndex]?.mix ?? [];
  const own = first !== undefined && spec.scenarios[first.scenario]?.load !== undefined;
  return own ? `scenarios[${first.scenario}].load` : 'load';
}

/** The scenarios that a stream starts. */
export function scenariosOf({ plan }: AdviceContext, streamIndex: number): PlannedScenario[] {
  return (plan.streams[streamIndex]?.mix ?? []).flatMap(({ scenario }) => plan.scenarios[scenario] ?? []);
}

/** The requests of all flows and hooks, and where they stand. */
export function allRequests({ spec }: AdviceContext): { readonly step: RequestStep; readonly path: string }[] {
  return [
    ...spec.scenarios.flatMap(({ steps }, index) => requestsWithin(steps, `scenarios[${index}].steps`)),
    ...requestsWithin(spec.setup?.steps, 'setup.steps'),
    ...requestsWithin(spec.teardown?.steps, 'teardown.steps'),
  ];
}

/** `1,200`, `about 1,200`, `at least 1,200`. */
export function shownEstimate({ value, is }: Estimate): string {
  const number = formatWhole(value);
  return is === 'exact' ? number : `${is === 'least' ? 'at least' : 'about'} ${number}`;
}

/** Three digits are enough for what is only expected. */
export function formatWhole(value: number): string {
  const rounded = value < 1000 ? Number(value.toPrecision(3)) : Math.round(value);
  return rounded.toLocaleString('en-US');
}

/** Hosts of this machine and of private networks, where nobody else's service is reached. */
export function isPrivateHost(host: string): boolean {
  const isBareName = !/[.:]/.test(host);
  return isLoopbackHost(host) || isBareName || PRIVATE.test(host);
}

export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/i.test(host);
}

const PRIVATE =
  /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][\da-f]{2}:|fe80:)|\.(?:local|internal|lan|test|example|invalid|home\.arpa|svc|cluster)$/i;

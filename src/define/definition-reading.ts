import type { Problem } from '../errors/problems.ts';
import type { Duration, HookSpec, ScenarioSpec, TestSpec } from '../model/test-spec.ts';
import type { UserFunction } from '../users/program.ts';
import { isScenarioBuilder, type ScenarioBuilder } from './builder/scenario-builder.ts';
import { scenarioOptionsShape, testOptionsShape } from './format/test-options.ts';
import { type Functions, nameFunction } from './function-names.ts';
import { type MeasureInput, measureSpec } from './measure-input.ts';
import { isObject, type PathProblem } from './shape/check-shape.ts';
import { formatPath, type Path } from './shape/path.ts';
import { plainJsonProblems, withoutUndefined } from './shape/plain-json.ts';
import { isWithin, prune } from './shape/prune.ts';
import { emptyContext, type Place, type Raw } from './yaml/read-context.ts';
import { readConfig, readOverlays, readScenario } from './yaml/read-test.ts';

/** Collects the functions and the problems of one test. */
export class DefinitionReading {
  functions: Functions = {};
  testParts: Partial<TestSpec> = {};
  readonly #problems: PathProblem[] = [];
  readonly #names = new Set<string>();

  settings(options: Raw): Raw {
    const place = this.#checked(options, []);
    if (place === undefined) return {};
    const settings = {
      ...readConfig(place),
      environments: readOverlays(place, 'environments'),
      profiles: readOverlays(place, 'profiles'),
    };
    this.#further(place);
    return withoutUndefined(settings) as Raw;
  }

  scenario(
    input: unknown,
    at: { readonly name: string; readonly index: number; readonly alone: boolean },
  ): ScenarioSpec {
    const path: Path = at.alone ? [] : ['scenarios', at.index];
    const fallback = at.alone ? at.name : `scenario ${at.index + 1}`;
    if (typeof input === 'function')
      return this.#script({ name: at.alone ? fallback : input.name || fallback }, input as UserFunction);
    if (isScenarioBuilder(input)) return this.#flow(input, path);
    if (!isObject(input)) {
      this.#problem(path, 'expected a function, a scenario() or an object with name and run');
      return { name: fallback };
    }
    const { run, call } = input;
    const settings = this.#measuring(input, { fallback, path });
    const place = this.#checked(settings, path, scenarioOptionsShape);
    const read: Raw = place === undefined ? {} : { ...readScenario(place, at.index) };
    if (place !== undefined) this.#further(place);
    const named = { ...read, name: String(read.name ?? fallback) };
    const script = call ?? run;
    if (typeof script === 'function') return this.#script(named, script as UserFunction);
    if (isScenarioBuilder(run)) return { ...this.#flow(run, path, named.name), ...named };
    this.#problem([...path, 'run'], 'expected a function or a scenario()');
    return named;
  }

  hook(name: 'setup' | 'teardown', input: unknown): HookSpec | undefined {
    if (input === undefined) return undefined;
    const { run, timeout } =
      isObject(input) && !isScenarioBuilder(input) ? (input as { run?: unknown; timeout?: Duration }) : { run: input };
    const bound = timeout === undefined ? {} : { timeout };
    if (typeof run === 'function') return { function: this.#named(name, run as UserFunction), ...bound };
    if (isScenarioBuilder(run)) return { steps: this.#take(run).steps ?? [], ...bound };
    this.#problem([name], 'expected a function, a scenario() or an object with run');
    return undefined;
  }

  get problems(): readonly Problem[] {
    return this.#problems.map(({ path, ...problem }): Problem => ({ ...problem, path: formatPath(path) }));
  }

  /** The settings of a scenario; of one that is a plain function, with what is measured of it. */
  #measuring(
    { run, call, measure, ...settings }: Raw,
    { fallback, path }: { readonly fallback: string; readonly path: Path },
  ): Raw {
    if (call === undefined) {
      if (measure !== undefined) this.#problem([...path, 'measure'], "a function that is measured goes under 'call'");
      return settings;
    }
    if (run !== undefined) this.#problem([...path, 'call'], "a scenario has 'run' or 'call', not both");
    const name = String(settings.name ?? fallback);
    const spec = measureSpec((measure ?? {}) as MeasureInput, (wish, added) => this.#named(`${name}/${wish}`, added));
    return { ...settings, measure: isObject(spec) ? { name, ...(withoutUndefined(spec) as Raw) } : spec };
  }

  #script(settings: ScenarioSpec, script: UserFunction): ScenarioSpec {
    this.#claim(settings.name, []);
    return { ...settings, function: this.#named(settings.name, script) };
  }

  #flow(builder: ScenarioBuilder, path: Path, name?: string): ScenarioSpec {
    const scenario = this.#take(builder);
    this.#claim(name ?? scenario.name, path);
    return scenario;
  }

  /** A builder's scenario, its functions and its parts of the test taken over. */
  #take(builder: ScenarioBuilder): ScenarioSpec {
    const { scenarios, name: _name, ...parts } = builder.toSpec();
    const data = [...(this.testParts.data ?? []), ...(parts.data ?? [])];
    const limits = [...(this.testParts.limits ?? []), ...(parts.limits ?? [])];
    this.testParts = {
      ...this.testParts,
      ...parts,
      ...(data.length === 0 ? {} : { data }),
      ...(limits.length === 0 ? {} : { limits }),
    };
    for (const [name, added] of Object.entries(builder.toFunctions())) {
      if (Object.hasOwn(this.functions, name) && this.functions[name] !== added) {
        this.#problem([], `two different functions are called '${name}'; give their scenarios different names`);
      }
      this.functions = { ...this.functions, [name]: added };
    }
    return scenarios[0] ?? { name: _name };
  }

  #named(wish: string, added: UserFunction): string {
    const { name, functions } = nameFunction(this.functions, wish, added);
    this.functions = functions;
    return name;
  }

  #claim(name: string, path: Path): void {
    if (this.#names.has(name)) this.#problem(path, `two scenarios are called '${name}'`);
    this.#names.add(name);
  }

  #checked(options: Raw, path: Path, shape = testOptionsShape): Place | undefined {
    const raw = withoutUndefined(options) as Raw;
    const unplain = plainJsonProblems(raw).map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
    const { value, problems } = unplain.length > 0 ? { value: undefined, problems: unplain } : prune(raw, shape, path);
    this.#problems.push(...problems);
    return value === undefined ? undefined : { context: emptyContext(), path, raw: value as Raw };
  }

  /** What reading found besides; that of parts already known to be wrong may come of it alone. */
  #further({ context }: Place): void {
    this.#problems.push(...context.problems.filter(({ path }) => !isWithin(path, this.#problems)));
  }

  #problem(path: Path, message: string): void {
    this.#problems.push({ code: 'INVALID_TEST', message, path });
  }
}

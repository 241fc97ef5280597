/** What a parameter may be: it stands in names, tags and reports. */
export type ParamValue = string | number | boolean;

/** The values of each parameter; a benchmark is measured with every combination of them. */
export type Params = Readonly<Record<string, readonly ParamValue[]>>;

/** One value of each parameter. */
export type ParamsOf<P extends Params> = { readonly [K in keyof P]: P[K][number] };

type Awaitable<T> = T | PromiseLike<T>;

/** What a benchmark must keep to; one that does not fails the run. */
export interface BenchRequirements {
  /** Milliseconds that an iteration may take: of the mean. */
  readonly maxExecutionTime?: number;
  /** Bytes that the heap may grow by while it runs, garbage included. */
  readonly maxMemoryUsage?: number;
  /** Iterations a second; items or bytes a second where the benchmark says how many it handles. */
  readonly minThroughput?: number;
  /** Share of the iterations that must not throw; without it, the first one that throws ends the benchmark. */
  readonly successRate?: number;
}

/**
 * How a function is measured.
 * `P`: its parameters, `S`: what `setup` returns, `I`: what `beforeEach` returns.
 */
export interface BenchOptions<P extends Params = Params, S = unknown, I = unknown> {
  /** Values of parameters, such as `{ size: range(1, 1000, { multiply: 10 }) }`; `$size` in the name stands for the value. */
  readonly params?: P;
  /** Before the first iteration in each process, untimed. What it returns is the function's second argument. */
  readonly setup?: (params: ParamsOf<P>) => Awaitable<S>;
  /** After the last iteration in each process. */
  readonly teardown?: (params: ParamsOf<P>, state: NoInfer<S>) => unknown;
  /** Before each iteration, untimed: iterations are timed one by one then. What it returns is the function's third argument. */
  readonly beforeEach?: (params: ParamsOf<P>, state: NoInfer<S>) => Awaitable<I>;
  /** After each iteration, untimed. */
  readonly afterEach?: (params: ParamsOf<P>, state: NoInfer<S>, input: NoInfer<I>) => unknown;
  /** Timed iterations in each process, instead of as many as fit in the time. */
  readonly iterations?: number;
  /** Iterations before the first timed one, instead of as many as it takes until times are stable. */
  readonly warmupIterations?: number;
  /** Milliseconds of timed iterations in each process. */
  readonly time?: number;
  /** Milliseconds that nothing may take longer than, set-up and each iteration included (60,000). */
  readonly timeout?: number;
  /** Items that an iteration handles: the throughput is told in items a second. */
  readonly items?: number | ((params: ParamsOf<P>) => number);
  /** Bytes that an iteration handles: the throughput is told in bytes a second. */
  readonly bytes?: number | ((params: ParamsOf<P>) => number);
  /** The others of its group are compared with this one. */
  readonly baseline?: boolean;
  readonly metadata?: Readonly<Record<string, ParamValue>>;
  readonly requirements?: BenchRequirements;
  readonly skip?: boolean;
  /** Of its file, measure those marked so and no others. */
  readonly only?: boolean;
}

/** A function to measure. */
export type BenchFunction<P extends Params = Params, S = unknown, I = unknown> = (
  params: ParamsOf<P>,
  state: S,
  input: I,
) => unknown;

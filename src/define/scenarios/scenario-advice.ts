/** What could make a scenario tell more, or mislead less; as what is said of a planned test. */
export interface ScenarioAdvice {
  readonly code: string;
  /** `warning`: results are likely to mislead. `suggestion`: they could be better. */
  readonly severity: 'warning' | 'suggestion';
  readonly topic: 'performance' | 'reliability' | 'realism' | 'resources';
  /** What to do. */
  readonly message: string;
  /** Why, with the numbers. */
  readonly reason: string;
  /** In the configuration. */
  readonly path?: string;
}

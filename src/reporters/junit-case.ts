/** One test case of a JUnit file. */
export interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly seconds: number;
  /** Decimals of the seconds; 3 without. */
  readonly digits?: number;
  readonly outcome?: {
    readonly element: 'failure' | 'error' | 'skipped';
    readonly message: string;
    readonly text?: string;
  };
  readonly output?: string;
}

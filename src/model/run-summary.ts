import type { Run, Verdict } from './run.ts';

/** What lists of runs show, and what they are filtered by. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: Run['kind'];
  readonly testKind?: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly commit?: string;
  readonly branch?: string;
  readonly dirty?: boolean;
  readonly author?: string;
  readonly tags: Readonly<Record<string, string>>;
}

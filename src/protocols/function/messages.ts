import type { PlannedCode } from '../../model/plan.ts';
import type { ResultPart } from '../../model/test-spec.ts';
import type { CallEnd } from './call.ts';

/** What a process of functions is started with. */
export interface ProcessSetup {
  readonly code: PlannedCode;
  /** The function under test, among those of the code. */
  readonly function: string;
  readonly items?: ResultPart;
  readonly bytes?: ResultPart;
  readonly memory: boolean;
  readonly setupData: unknown;
}

export type ToProcess =
  | { readonly type: 'load'; readonly setup: ProcessSetup }
  | { readonly type: 'call'; readonly id: number; readonly input: unknown }
  /** The call is no longer waited for. */
  | { readonly type: 'abandon'; readonly id: number }
  | { readonly type: 'finish' };

/** Times are values of `hrNowUs()`, which is one clock for all processes of a machine. */
export type FromProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'unready'; readonly text: string; readonly code?: string; readonly hint?: string }
  | { readonly type: 'called'; readonly id: number; readonly ended: CallEnd }
  | { readonly type: 'abandoned' }
  /** An error that no call could be charged with. */
  | { readonly type: 'stray'; readonly text: string }
  | { readonly type: 'finished'; readonly growthBytes?: number };

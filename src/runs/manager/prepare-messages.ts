import type { TransferredError } from '../../engine/messages.ts';
import type { Problem } from '../../errors/problems.ts';
import type { PreparedTest, PrepareOptions } from '../prepare-test.ts';

/** What a thread that reads a test is started with. */
export interface PrepareRequest {
  readonly file: string;
  readonly options: PrepareOptions;
}

export type Answer =
  | { readonly type: 'prepared'; readonly prepared: PreparedTest }
  | { readonly type: 'problems'; readonly problems: readonly Problem[] }
  | { readonly type: 'failed'; readonly error: TransferredError };

/** Sent as long as the thread's event loop turns. */
export const SIGN_OF_LIFE = { type: 'living' } as const;
export const SIGN_OF_LIFE_MS = 1_000;

import { Name } from '../../parts/name.tsx';
import type { Failure } from '../api/failure.ts';

interface FailureNoteProps {
  readonly failure: Failure;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, what to do about it, and a button to try again. */
export function FailureNote({ failure, onRetry }: FailureNoteProps) {
  return (
    <div class="failure" role="alert">
      <p class="failure-message">
        <span aria-hidden="true">✗ </span>
        <Name text={failure.message} />
      </p>
      {failure.hint !== undefined && (
        <p class="failure-hint">
          <Name text={failure.hint} />
        </p>
      )}
      {onRetry !== undefined && (
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/use-answer.ts';
import { FailureNote } from './failure-note.tsx';

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (data: T) => ComponentChildren;
}

/** What was asked for once it is there; until then that it is awaited, or why there is nothing. */
export function Answered<T>({ answer, children }: AnsweredProps<T>) {
  const { data, failure, isSlow, retry } = answer;
  if (data !== undefined) {
    // What could not be brought up to date is better than nothing; the header tells that the server is away.
    return (
      <>
        {failure !== undefined && failure.status !== 0 && <FailureNote failure={failure} onRetry={retry} />}
        {children(data)}
      </>
    );
  }
  if (failure !== undefined) return <FailureNote failure={failure} onRetry={retry} />;
  return (
    <p class="loading" role="status">
      {isSlow ? 'Loading…' : ''}
    </p>
  );
}

import { shortCommit } from '../../../src/model/figure-name.ts';
import type { RunSummary } from '../../../src/model/run-summary.ts';
import { Name } from '../../parts/name.tsx';

/** What code a run has measured: `main@3f9a1c22`, with a `*` where it was changed since the commit. */
export function CommitText({ run }: { readonly run: Pick<RunSummary, 'branch' | 'commit' | 'dirty' | 'author'> }) {
  const { branch, commit, dirty, author } = run;
  if (branch === undefined && commit === undefined) return <span class="quiet">–</span>;
  return (
    <span class="commit-text" title={author === undefined ? undefined : `by ${author}`}>
      {branch !== undefined && <Name text={branch} />}
      {commit !== undefined && (
        <span class="commit-text-id">
          @<Name text={shortCommit(commit)} />
        </span>
      )}
      {dirty === true && (
        <span class="commit-text-dirty" title="with changes that are not committed">
          *<span class="visually-hidden"> with changes that are not committed</span>
        </span>
      )}
    </span>
  );
}

import type { Verdict } from '../../model/run.ts';

export interface RunHead {
  readonly runId: string;
  readonly verdict: Verdict;
}

const MOST_CHARACTERS = 64 * 1024;
const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'inconclusive', 'aborted', 'interrupted'];

/** Reads of a run's JSON, as it streams by, who it is and how it ended: both stand in its first lines. */
export class RunHeadReader {
  #text = '';

  add(piece: string): void {
    if (this.#text.length < MOST_CHARACTERS) this.#text += piece.slice(0, MOST_CHARACTERS - this.#text.length);
  }

  /** Undefined unless it is a run. */
  head(): RunHead | undefined {
    const runId = this.#member('id');
    const verdict = VERDICTS.find((each) => each === this.#member('verdict'));
    return runId === undefined || verdict === undefined ? undefined : { runId, verdict };
  }

  /** Members at the top stand on lines of their own; no text of the run's can begin one. */
  #member(key: string): string | undefined {
    return new RegExp(`^ {2}"${key}": "([\\w-]{1,64})",$`, 'm').exec(this.#text)?.[1];
  }
}

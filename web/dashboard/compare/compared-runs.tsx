import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunsPage } from '../../../src/model/dashboard-api.ts';
import type { RunSummary } from '../../../src/model/run-summary.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { Name } from '../../parts/name.tsx';
import { showTime } from '../../parts/when.ts';
import { useAnswer } from '../api/use-answer.ts';
import { searchOf } from '../router/query.ts';
import { runHref } from '../router/routes.ts';

interface ComparedRunsProps {
  /** The reference first. */
  readonly ids: readonly string[];
  /** As far as they are known. */
  readonly runs: readonly Pick<RunSummary, 'id' | 'name' | 'startedAt'>[];
  readonly onChange: (ids: readonly string[]) => void;
}

const MOST_RUNS = 8;

/** Which runs are compared: another can be the reference, runs can be taken away and added. */
export function ComparedRuns({ ids, runs, onChange }: ComparedRunsProps) {
  const [isAdding, setAdding] = useState(false);
  const known = new Map(runs.map((run) => [run.id, run]));
  const list = useRef<HTMLOListElement>(null);
  const isTouched = useRef(false);
  // What was pressed may be gone.
  useEffect(() => {
    if (isTouched.current && document.activeElement === document.body) list.current?.focus();
    isTouched.current = false;
  });
  const change = (changed: readonly string[]): void => {
    isTouched.current = true;
    onChange(changed);
  };
  const stopAdding = (): void => {
    isTouched.current = true;
    setAdding(false);
  };
  return (
    <div class="compared">
      <ol class="compared-list" aria-label="Runs compared" tabIndex={-1} ref={list}>
        {ids.map((id, at) => (
          <li key={id} class={`compared-run ${at === 0 ? 'compared-reference' : ''}`}>
            <span class="compared-letter" aria-hidden="true">
              {String.fromCharCode(65 + (at % 26))}
            </span>
            <a class="compared-name" href={runHref(id)}>
              <RunName id={id} run={known.get(id)} />
            </a>
            {at === 0 ? (
              <span class="compared-role">reference</span>
            ) : (
              <button
                type="button"
                class="compared-button"
                onClick={() => change([id, ...ids.filter((each) => each !== id)])}
              >
                Make reference
              </button>
            )}
            <button
              type="button"
              class="compared-button"
              aria-label={`Take ${known.get(id)?.name ?? id} away`}
              title="Take it away"
              onClick={() => change(ids.filter((each) => each !== id))}
            >
              ✕
            </button>
          </li>
        ))}
        {ids.length < MOST_RUNS && (
          <li class="compared-add">
            {isAdding ? (
              <AddRun
                ids={ids}
                name={runs[0]?.name}
                onAdd={(id) => {
                  stopAdding();
                  onChange([...ids, id]);
                }}
                onCancel={stopAdding}
              />
            ) : (
              <button type="button" class="button" onClick={() => setAdding(true)}>
                Add a run
              </button>
            )}
          </li>
        )}
      </ol>
    </div>
  );
}

function RunName({ id, run }: { readonly id: string; readonly run: ComparedRunsProps['runs'][number] | undefined }) {
  if (run === undefined) return <Name text={id} />;
  return (
    <>
      <Name text={run.name} /> <span class="quiet">{showTime(run.startedAt)}</span>
    </>
  );
}

interface AddRunProps {
  readonly ids: readonly string[];
  /** Of the test whose runs are offered. */
  readonly name: string | undefined;
  readonly onAdd: (id: string) => void;
  readonly onCancel: () => void;
}

function AddRun({ ids, name, onAdd, onCancel }: AddRunProps) {
  const { data, failure } = useAnswer<RunsPage>(`/api/runs${searchOf({ name, limit: '100' })}`);
  const [chosen, setChosen] = useState('');
  const place = useRef<HTMLSelectElement>(null);
  useEffect(() => place.current?.focus(), []);
  const offered = (data?.runs ?? []).filter(({ id }) => !ids.includes(id));
  return (
    <form
      class="compared-adding"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === '') place.current?.focus();
        else onAdd(chosen);
      }}
    >
      <select
        class="field"
        aria-label="Run to add"
        ref={place}
        value={chosen}
        // Keys that move through the choices change it at each step.
        onChange={(event) => setChosen(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      >
        <option value="">{failure === undefined ? 'Choose a run…' : failure.message}</option>
        {offered.map(({ id, name: test, startedAt, verdict, branch }) => (
          <option key={id} value={id}>
            {[showTime(startedAt), verdict, branch, cleanText(test, 60)].filter(Boolean).join(' · ')}
          </option>
        ))}
      </select>
      <button type="submit" class="button">
        Add
      </button>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}

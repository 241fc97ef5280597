import { useEffect, useId, useState } from 'preact/hooks';
import type { NameRow } from '../../../src/model/dashboard-api.ts';
import { isFiltered, type RunFilter, SPANS } from './run-filter.ts';

const KINDS = ['load', 'capacity', 'bench', 'leak', 'watch', 'slo'];
const VERDICTS = ['passed', 'failed', 'inconclusive', 'aborted', 'interrupted'];
const TYPED_MS = 250;

interface RunFiltersProps {
  readonly filter: RunFilter;
  readonly names: readonly NameRow[];
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void;
}

/** What the list of runs is narrowed down by. */
export function RunFilters({ filter, names, onChange }: RunFiltersProps) {
  const branches = [...new Set(names.flatMap((row) => row.branches))].sort();
  const spans = Object.entries(SPANS).map(([value, { title }]) => ({ value, title }));
  const clear = (): void => onChange(Object.fromEntries(Object.keys(filter).map((name) => [name, undefined])));
  return (
    <search class="run-filters" aria-label="Filter runs">
      <TypedField label="Search" value={filter.search} onChange={(search) => onChange({ search })} isSearch />
      <Select
        label="Test"
        filter={filter.name}
        all="All tests"
        options={names.map(({ name }) => plain(name))}
        onChange={(name) => onChange({ name })}
      />
      <Select
        label="Kind"
        filter={filter.kind}
        all="All kinds"
        options={KINDS.map(plain)}
        onChange={(kind) => onChange({ kind })}
      />
      <Select
        label="Verdict"
        filter={filter.verdict}
        all="All verdicts"
        options={VERDICTS.map(plain)}
        onChange={(verdict) => onChange({ verdict })}
      />
      <Select
        label="Branch"
        filter={filter.branch}
        all="All branches"
        options={branches.map(plain)}
        onChange={(branch) => onChange({ branch })}
      />
      <Select
        label="Time"
        filter={filter.since}
        all="Any time"
        options={spans}
        onChange={(since) => onChange({ since })}
      />
      <TypedField label="Tag" value={filter.tag} onChange={(tag) => onChange({ tag })} />
      {isFiltered(filter) && (
        <button type="button" class="button run-filters-clear" onClick={clear}>
          Clear filters
        </button>
      )}
    </search>
  );
}

interface Option {
  readonly value: string;
  readonly title: string;
}

function plain(value: string): Option {
  return { value, title: value };
}

interface SelectProps {
  readonly label: string;
  readonly filter: string | undefined;
  readonly all: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

function Select({ label, filter = '', all, options, onChange }: SelectProps) {
  const isKnown = filter === '' || options.some(({ value }) => value === filter);
  const shown = isKnown ? options : [...options, plain(filter)];
  return (
    <select
      class={`field ${filter === '' ? '' : 'field-set'}`}
      aria-label={label}
      value={filter}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {shown.map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

interface TypedFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly isSearch?: boolean;
  readonly onChange: (value: string) => void;
}

/** A text that is asked for once one has paused typing. */
function TypedField({ label, value = '', isSearch = false, onChange }: TypedFieldProps) {
  const [text, setText] = useState(value);
  const id = useId();
  useEffect(() => setText(value), [value]);
  // Only typing starts the clock.
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <>
      <label class="visually-hidden" for={id}>
        {isSearch ? 'Search names, tags, branches and commits' : 'Only runs with this tag'}
      </label>
      <input
        id={id}
        class={`field ${isSearch ? 'run-filters-search' : 'run-filters-tag'} ${value === '' ? '' : 'field-set'}`}
        type="search"
        placeholder={isSearch ? 'Search runs' : `${label}: key=value`}
        value={text}
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && onChange(text)}
      />
    </>
  );
}

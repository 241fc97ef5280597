import { useRef, useState } from 'preact/hooks';
import type { DashboardInfo, Job, TestFile } from '../../../src/model/dashboard-api.ts';
import { send } from '../api/client.ts';
import { Failure } from '../api/failure.ts';
import { FailureNote } from '../shell/failure-note.tsx';
import { FormField } from './form-field.tsx';
import { EMPTY_FORM, type FieldProblem, isField, isProblem, type JobForm, requestOf } from './job-form.ts';

interface StartFormProps {
  readonly files: readonly TestFile[];
  readonly info: Pick<DashboardInfo, 'environments' | 'profiles'>;
  /** Chosen at first. */
  readonly file: string;
  readonly onStarted: (job: Job) => void;
}

const TYPES = [
  { type: 'load', title: 'Tests' },
  { type: 'bench', title: 'Benchmarks' },
] as const;

/** Chooses what is run, where and with how much load. */
export function StartForm({ files, info, file, onStarted }: StartFormProps) {
  const first = files.find((each) => each.file === file) ?? files[0];
  const [form, setForm] = useState<JobForm>({ ...EMPTY_FORM, file: first?.file ?? '' });
  const [problem, setProblem] = useState<FieldProblem | Failure | undefined>(undefined);
  const [isSending, setSending] = useState(false);
  const place = useRef<HTMLFormElement>(null);
  const isBench = files.find((each) => each.file === form.file)?.type === 'bench';

  const problemOf = (field: keyof JobForm): string | undefined => {
    if (problem === undefined || problem.field !== field) return undefined;
    const hint = problem instanceof Failure ? problem.hint : undefined;
    return hint === undefined ? problem.message : `${problem.message}: ${hint}`;
  };
  const fail = (wrong: FieldProblem | Failure): void => {
    setProblem(wrong);
    const control = isField(wrong.field) ? place.current?.elements.namedItem(wrong.field) : undefined;
    if (control instanceof HTMLElement) control.focus();
  };
  const submit = async (): Promise<void> => {
    // Benchmarks take no load.
    const request = requestOf(isBench ? { ...EMPTY_FORM, file: form.file } : form);
    if (isProblem(request)) return fail(request);
    setProblem(undefined);
    setSending(true);
    try {
      onStarted(await send<Job>('POST', '/api/jobs', request));
    } catch (thrown) {
      fail(thrown as Failure);
    } finally {
      setSending(false);
    }
  };
  const text = (field: keyof JobForm) => ({
    name: field,
    value: form[field],
    onInput: (event: { currentTarget: HTMLInputElement }) => setForm({ ...form, [field]: event.currentTarget.value }),
  });
  const choice = (field: keyof JobForm) => ({
    name: field,
    value: form[field],
    onChange: (event: { currentTarget: HTMLSelectElement }) => setForm({ ...form, [field]: event.currentTarget.value }),
  });

  return (
    <form
      class="card start-form"
      ref={place}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSending) void submit();
      }}
    >
      <FormField label="Test file" problem={problemOf('file')}>
        {(control) => (
          <select {...control} {...choice('file')}>
            {TYPES.map(({ type, title }) => (
              <optgroup key={type} label={title} hidden={!files.some((each) => each.type === type)}>
                {files
                  .filter((each) => each.type === type)
                  .map((each) => (
                    <option key={each.file} value={each.file}>
                      {each.file}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        )}
      </FormField>
      {!isBench && (
        <>
          {info.environments.length > 0 && (
            <FormField label="Environment" problem={problemOf('environment')}>
              {(control) => <NameChoice control={{ ...control, ...choice('environment') }} names={info.environments} />}
            </FormField>
          )}
          {info.profiles.length > 0 && (
            <FormField label="Profile" note="A load that the project names." problem={problemOf('profile')}>
              {(control) => <NameChoice control={{ ...control, ...choice('profile') }} names={info.profiles} />}
            </FormField>
          )}
          <FormField label="Users" note="Instead of the file's load." problem={problemOf('users')}>
            {(control) => <input {...control} {...text('users')} inputMode="numeric" placeholder="as in the file" />}
          </FormField>
          <FormField label="Arrivals per second" note="Instead of users." problem={problemOf('rate')}>
            {(control) => <input {...control} {...text('rate')} inputMode="decimal" placeholder="as in the file" />}
          </FormField>
          <FormField label="Duration" note="30s, 5m, 1h30m" problem={problemOf('duration')}>
            {(control) => <input {...control} {...text('duration')} placeholder="as in the file" />}
          </FormField>
        </>
      )}
      <div class="start-form-foot">
        {problem instanceof Failure && !isField(problem.field) && <FailureNote failure={problem} />}
        <button type="submit" class="button button-primary" aria-disabled={isSending}>
          {isSending ? 'Starting…' : 'Start the run'}
        </button>
      </div>
    </form>
  );
}

interface NameChoiceProps {
  readonly control: object;
  readonly names: readonly string[];
}

function NameChoice({ control, names }: NameChoiceProps) {
  return (
    <select {...control}>
      <option value="">as in the file</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

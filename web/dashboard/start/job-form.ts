import type { JobRequest } from '../../../src/model/dashboard-api.ts';

/** What is typed and chosen to start a run, as it stands in the fields. */
export interface JobForm {
  readonly file: string;
  readonly environment: string;
  readonly profile: string;
  readonly users: string;
  readonly rate: string;
  readonly duration: string;
}

export const EMPTY_FORM: JobForm = { file: '', environment: '', profile: '', users: '', rate: '', duration: '' };

export interface FieldProblem {
  readonly field: keyof JobForm;
  readonly message: string;
}

/** What is sent, without what was left empty; or which field holds no number. The server judges all else. */
export function requestOf(form: JobForm): JobRequest | FieldProblem {
  const users = numberOf(form.users);
  const rate = numberOf(form.rate);
  if (Number.isNaN(users)) return { field: 'users', message: `'${form.users}' is no number of users` };
  if (Number.isNaN(rate)) return { field: 'rate', message: `'${form.rate}' is no number of arrivals per second` };
  return {
    file: form.file,
    ...textOf('environment', form.environment),
    ...textOf('profile', form.profile),
    ...(users === undefined ? {} : { users }),
    ...(rate === undefined ? {} : { rate }),
    ...textOf('duration', form.duration),
  };
}

export function isProblem(result: JobRequest | FieldProblem): result is FieldProblem {
  return 'field' in result;
}

/** The field that a message of the server is about. */
export function isField(name: string | undefined): name is keyof JobForm {
  return name !== undefined && Object.hasOwn(EMPTY_FORM, name);
}

function textOf(field: 'environment' | 'profile' | 'duration', text: string): Partial<JobRequest> {
  return text.trim() === '' ? {} : { [field]: text.trim() };
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text.trim());
}

import { UserError } from '../../errors/user-error.ts';
import { type Fields, fieldsOf, textOf } from './github-context.ts';

/** What was being done, for messages and for what permission it takes. */
export interface Purpose {
  /** `the comment on pull request 7` */
  readonly what: string;
  readonly permission: 'pull-requests: write' | 'checks: write' | 'pull-requests: read';
  /** The pull request comes from a fork: its token may only read. */
  readonly isFork?: boolean;
}

/** Whatever GitHub refused, and with what status. */
export class GitHubRefusal extends UserError {
  readonly status: number;

  constructor(message: string, { status, hint }: { readonly status: number; readonly hint: string }) {
    super(message, { code: 'GITHUB_REFUSED', hint });
    this.status = status;
  }
}

/** Nobody knows whether GitHub did it: it has to be looked at before it is tried again. */
export class UnansweredError extends UserError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'GITHUB_UNREACHABLE', hint: REACHING, cause });
  }
}

const REACHING =
  'see https://www.githubstatus.com, and whether the runner may reach GITHUB_API_URL; the verdict stands';

const MOST_SAID = 300;

/** An answer that says no, explained with what to change. */
export function refusal(status: number, answer: unknown, purpose: Purpose): GitHubRefusal {
  const said = saidBy(fieldsOf(answer));
  const message = `${purpose.what}: GitHub answered ${status}${said === '' ? '' : `, ${said}`}`;
  return new GitHubRefusal(message, { status, hint: remedy(status, said, purpose) });
}

function remedy(status: number, said: string, { permission, isFork }: Purpose): string {
  switch (status) {
    case 401:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's workflows.
      return 'the token is not, or no longer, valid: pass env: { GITHUB_TOKEN: ${{ github.token }} } in the step';
    case 403:
      if (isFork === true) return FORK;
      if (/locked/i.test(said)) return 'the conversation is locked: unlock it, or do without the comment';
      if (/GitHub App/i.test(said)) {
        return `check runs are made by apps alone: use the job's own token, with permissions: ${permission}`;
      }
      return `give the job the right to it: permissions: { ${permission} }`;
    case 404:
      return `it is not there, or the token may not see it: permissions: { contents: read, ${permission} }, and is GITHUB_REPOSITORY right?`;
    case 410:
      return 'it is gone: comments are turned off in this repository, or it was deleted';
    case 422:
      return 'GitHub found the request wrong: is the commit in this repository, and the conversation open?';
    default:
      return REACHING;
  }
}

const FORK =
  'jobs of pull requests from forks get a token that may only read. A second workflow comments from what this one leaves: plimsoll init --ci github --fork-comments writes it';

/** GitHub's own words, on one line. */
function saidBy({ message, errors }: Fields): string {
  const details = Array.isArray(errors)
    ? errors.map((each) => (typeof each === 'string' ? each : textOf(fieldsOf(each).message) || codeOf(fieldsOf(each))))
    : [];
  const words = [textOf(message), ...details].filter((part) => part !== '').join('; ');
  const line = words.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\s]+/g, ' ').trim();
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID - 1)}…` : line;
}

function codeOf({ resource, field, code }: Fields): string {
  return [resource, field, code].map(textOf).join(' ').trim();
}

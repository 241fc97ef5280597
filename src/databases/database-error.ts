import { UserError } from '../errors/user-error.ts';
import { excerpt } from './sql-text.ts';

/** What a driver's error means to whoever can mend it. */
type Kind = 'CONSTRAINT' | 'BUSY' | 'FULL' | 'READ_ONLY' | 'LOST' | 'STATEMENT';

interface Failure {
  readonly cause: unknown;
  readonly sql?: string;
  /** The database as messages name it. */
  readonly where: string;
}

export function sqliteError(failure: Failure): unknown {
  const code = codeOf(failure.cause);
  if (!code.startsWith('SQLITE_')) return failure.cause;
  return databaseError(failure, sqliteKind(code));
}

function sqliteKind(code: string): Kind {
  if (code.startsWith('SQLITE_CONSTRAINT')) return 'CONSTRAINT';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'BUSY';
  if (code === 'SQLITE_FULL') return 'FULL';
  if (code.startsWith('SQLITE_READONLY')) return 'READ_ONLY';
  return /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN)/.test(code) ? 'LOST' : 'STATEMENT';
}

export function postgresError(failure: Failure): unknown {
  const code = codeOf(failure.cause);
  if (/^[0-9A-Z]{5}$/.test(code)) return databaseError(failure, postgresKind(code));
  const message = messageOf(failure.cause);
  const isNetwork = /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(message);
  return isNetwork ? databaseError(failure, 'LOST') : failure.cause;
}

/** By class of SQLSTATE (PostgreSQL, appendix A). */
function postgresKind(state: string): Kind {
  if (state.startsWith('23')) return 'CONSTRAINT';
  if (state === '53100' || state === '53200') return 'FULL';
  if (state === '25006') return 'READ_ONLY';
  if (/^(40|55P03)/.test(state)) return 'BUSY';
  return /^(08|57P|53300)/.test(state) ? 'LOST' : 'STATEMENT';
}

function databaseError(failure: Failure, kind: Kind): UserError {
  const statement = failure.sql === undefined ? '' : ` (in: ${excerpt(failure.sql)})`;
  const message = `${failure.where}: ${messageOf(failure.cause)}${statement}`;
  const { cause } = failure;
  switch (kind) {
    case 'CONSTRAINT':
      return new UserError(message, { code: 'DATABASE_CONSTRAINT', cause });
    case 'BUSY':
      return new UserError(message, {
        code: 'DATABASE_BUSY',
        hint: 'Another program holds it; try again later.',
        cause,
      });
    case 'FULL':
      return new UserError(message, { code: 'DATABASE_FULL', hint: 'Make room where the database lies.', cause });
    case 'READ_ONLY':
      return new UserError(message, { code: 'DATABASE_READ_ONLY', hint: 'Open it with the right to write.', cause });
    case 'LOST':
      return new UserError(message, {
        code: 'DATABASE_LOST',
        hint: 'See whether the server or the disk is well.',
        cause,
      });
    default:
      return new UserError(message, { code: 'DATABASE_STATEMENT', cause });
  }
}

export function cannotOpen(where: string, { cause, hint }: { cause?: unknown; hint: string }): UserError {
  const reason = cause === undefined ? '' : `: ${messageOf(cause)}`;
  return new UserError(`${where} cannot be opened${reason}.`, { code: 'CANNOT_OPEN_DATABASE', hint, cause });
}

/** A refused connection to a name with several addresses has its reasons inside. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

import { Refusal } from '../exchange.ts';
import { PEOPLE, personNamed, personOf } from '../people.ts';
import type { DemoState } from '../state.ts';
import { hashPassword, isSame } from './passwords.ts';
import { type Lifetime, type TokenSession, Tokens } from './tokens.ts';

export interface AccountUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

export interface Registration {
  readonly name: string;
  readonly password: string;
  readonly email: string;
  /** The binary logarithm of what hashing costs. */
  readonly cost: number;
  readonly lockMs: number;
}

interface Account {
  readonly user: AccountUser;
  readonly hash: Promise<Buffer>;
  readonly cost: number;
  readonly lockMs: number;
  /** Wrong passwords in a row. */
  wrong: number;
  lockedUntilMs: number;
}

export const DEFAULT_COST = 10;
export const DEFAULT_LOCK_MS = 30_000;
const MAX_WRONG = 5;
const MAX_REGISTERED = 20_000;
const SEEDED_PASSWORD = 'password';

/** Who has registered, with hashed passwords, and the `user1` to `user1000` that were there before. */
export class Accounts {
  private readonly registered = new Map<string, Account>();
  private readonly seeded = new Map<string, Account>();
  private readonly tokens: Tokens;
  private readonly seed: number;
  private nextId = PEOPLE + 1;

  constructor({ seed, maxSessions }: Pick<DemoState, 'seed' | 'maxSessions'>) {
    this.seed = seed;
    this.tokens = new Tokens({ seed, maxSessions });
  }

  counts(): { registered: number; sessions: number; locked: number } {
    const all = [...this.registered.values(), ...this.seeded.values()];
    const locked = all.filter(({ lockedUntilMs }) => lockedUntilMs > Date.now()).length;
    return { registered: this.registered.size, sessions: this.tokens.count(), locked };
  }

  async register(registration: Registration): Promise<AccountUser> {
    const { name, email } = registration;
    if (this.registered.has(name) || personNamed(name) !== undefined) {
      throw new Refusal(409, `The name ${name} is taken.`);
    }
    if (this.registered.size >= MAX_REGISTERED)
      throw new Refusal(507, `${MAX_REGISTERED} users are registered already.`);
    const account = this.account({ id: this.nextId++, name, email }, registration);
    this.registered.set(name, account);
    await account.hash;
    return account.user;
  }

  async login(name: string, password: string, lifetime: Lifetime): Promise<TokenSession> {
    const account = this.registered.get(name) ?? this.seededAccount(name);
    if (account === undefined) {
      // As long as for a name that is there, so that names cannot be told by the time it takes.
      await hashPassword(password, { salt: name, cost: DEFAULT_COST });
      throw new Refusal(401, 'The name or the password is wrong.');
    }
    refuseLocked(account);
    const hash = await hashPassword(password, { salt: this.salt(account.user), cost: account.cost });
    const isRight = isSame(hash, await account.hash);
    refuseLocked(account);
    if (!isRight) throw wrongPassword(account);
    account.wrong = 0;
    return this.tokens.open(account.user, lifetime);
  }

  session(accessToken: string | undefined): TokenSession {
    return this.tokens.check(accessToken);
  }

  refresh(refreshToken: string): TokenSession {
    return this.tokens.refresh(refreshToken);
  }

  logout(accessToken: string | undefined): void {
    this.tokens.end(this.tokens.check(accessToken));
  }

  /** Seeded users stay: only their sessions end. */
  remove({ name }: AccountUser): void {
    this.registered.delete(name);
    this.tokens.endAllOf(new Set([name]));
  }

  removeAll(prefix: string): number {
    const names = [...this.registered.keys()].filter((name) => name.startsWith(prefix));
    for (const name of names) this.registered.delete(name);
    this.tokens.endAllOf(new Set(names));
    return names.length;
  }

  private seededAccount(name: string): Account | undefined {
    const person = personOf(personNamed(name) ?? 0, this.seed);
    if (person === undefined) return undefined;
    let account = this.seeded.get(name);
    if (account === undefined) {
      const { id, email } = person;
      account = this.account(
        { id, name, email },
        { password: SEEDED_PASSWORD, cost: DEFAULT_COST, lockMs: DEFAULT_LOCK_MS },
      );
      this.seeded.set(name, account);
    }
    return account;
  }

  private account(
    user: AccountUser,
    { password, cost, lockMs }: Pick<Registration, 'password' | 'cost' | 'lockMs'>,
  ): Account {
    const hash = hashPassword(password, { salt: this.salt(user), cost });
    return { user, hash, cost, lockMs, wrong: 0, lockedUntilMs: 0 };
  }

  private salt({ id, name }: AccountUser): string {
    return `${this.seed} ${id} ${name}`;
  }
}

function refuseLocked(account: Account): void {
  const leftMs = account.lockedUntilMs - Date.now();
  if (leftMs <= 0) return;
  const headers = { 'retry-after': String(Math.ceil(leftMs / 1000)) };
  throw new Refusal(423, `Too many wrong passwords: locked for ${leftMs} ms.`, headers);
}

function wrongPassword(account: Account): Refusal {
  account.wrong++;
  if (account.wrong >= MAX_WRONG) {
    account.wrong = 0;
    account.lockedUntilMs = Date.now() + account.lockMs;
  }
  return new Refusal(401, 'The name or the password is wrong.');
}

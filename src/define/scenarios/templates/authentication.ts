import type { Step } from '../../../model/steps.ts';
import type { LoadInput } from '../../load-input.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { flag, wholeAtLeast } from '../../shape/leaves.ts';
import { either } from '../../shape/shape.ts';
import { accountAdvice, sessionAdvice } from '../advice/sessions.ts';
import type { Endpoint } from '../endpoint.ts';
import { secondsOf } from '../load-facts.ts';
import { entriesOf } from '../mix.ts';
import { option } from '../option.ts';
import { group, loop, think as pause, set } from '../steps.ts';
import {
  type BuildConfig,
  defineTemplate,
  type Operations,
  type TemplateScenario,
  type TemplateSpec,
} from '../template.ts';

const bearer = { type: 'bearer', token: '{{ token }}' } as const;

const endpoints = {
  register: {
    method: 'POST',
    path: '/auth/register',
    json: { name: '{{ account }}', password: '{{ password }}', cost: 4 },
    expect: { status: 201 },
  },
  login: {
    method: 'POST',
    path: '/auth/login',
    json: { name: '{{ account }}', password: '{{ password }}', sessionMs: '{{ sessionMs }}' },
    capture: { token: '$.accessToken', refreshToken: '$.refreshToken' },
    expect: { status: 200, json: { '$.user.name': '{{ account }}', '$.accessToken': /./ } },
  },
  validate: {
    path: '/auth/session',
    auth: bearer,
    expect: { status: 200, json: { '$.user.name': '{{ account }}' } },
  },
  refresh: {
    method: 'POST',
    path: '/auth/refresh',
    json: { refreshToken: '{{ refreshToken }}' },
    capture: { token: '$.accessToken', refreshToken: '$.refreshToken' },
    expect: { status: 200, json: { '$.user.name': '{{ account }}' } },
  },
  logout: { method: 'POST', path: '/auth/logout', auth: bearer, expect: { status: 204 } },
  cleanup: { method: 'DELETE', path: '/auth/users', query: { prefix: '{{ run }}-' }, expect: { status: 200 } },
} satisfies Record<string, Endpoint>;

const options = {
  ratios: option.mix(
    { login: 1, validate: 8, refresh: 1, logout: 1 },
    'How often each is done, for every so many logins. Fewer logouts than logins leave sessions behind until they expire.',
  ),
  sessionLength: option.duration('15m', 'How long a session lasts, as asked for at login.'),
  accounts: option.of<number | false>(
    either('a whole number of at least 1, or false', wholeAtLeast(1), flag),
    100,
    'Users registered before the test and removed after it; false where `account` and `password` come from `data`.',
  ),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

/** What one session does besides its login. */
interface Session {
  readonly validate: number;
  readonly refresh: number;
  readonly logout: number;
}

export const authenticationSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'authentication',
  about: 'users log in, have their session validated, refresh it, log out',
  options,
  endpoints,
  variables:
    '`account`, `password`, `sessionMs`; `token` and `refreshToken` once captured; `run` is a name that only this run has',
  load: { users: 100, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:login} p95 < 1s',
    'http_req_duration{name:validate} p95 < 200ms',
  ],
  check: ({ ratios, accounts }) => [...ratioProblems(ratios), ...accountProblems(accounts)],
  advise: (config) => [...sessionAdvice(config), ...accountAdvice(config)],
  build(config, operations) {
    const { accounts, sessionLength } = config;
    const { send } = operations;
    const registering =
      accounts === false
        ? []
        : [
            set({ password: '{{ $randomString(16) }}' }),
            loop({ count: accounts }, set({ account: '{{ run }}-{{ $loopCount }}' }), send('register')),
          ];
    return {
      setup: [set({ sessionMs: secondsOf(sessionLength) * 1000 }), ...registering],
      scenarios: sessionScenarios(config, operations),
      teardown: accounts === false ? [] : [...send('cleanup')],
    };
  },
};

export const authentication = defineTemplate(authenticationSpec);

const STRESS: LoadInput = {
  users: [
    { kind: 'ramp', from: 0, to: 1000, duration: '1m' },
    { kind: 'hold', value: 1000, duration: '9m' },
  ],
};

export const authenticationStress = defineTemplate({
  ...authenticationSpec,
  name: 'authentication-stress',
  about: 'the same with 1,000 users for 10 minutes',
  load: STRESS,
  options: { ...options, accounts: { ...options.accounts, otherwise: 1000 } },
});

/** Sessions of as many kinds as it takes for all ratios to hold exactly, each weighted by how many there are of it. */
function sessionScenarios(config: Config, operations: Operations<Endpoints>): TemplateScenario[] {
  const kinds = new Map<string, { session: Session; weight: number }>();
  for (const session of sessionsOf(config.ratios)) {
    const name = nameOf(session);
    kinds.set(name, { session, weight: (kinds.get(name)?.weight ?? 0) + 1 });
  }
  return [...kinds].map(([name, { session, weight }]) => ({
    name: kinds.size === 1 ? 'session' : `session: ${name}`,
    weight,
    tags: { type: 'api' },
    steps: sessionSteps(session, config, operations),
  }));
}

const MOST_KINDS = 1000;

/** One for each login of the ratio, the rest spread evenly over them. */
function sessionsOf({ login = 0, validate = 0, refresh = 0, logout = 0 }: Config['ratios']): Session[] {
  const logins = wholeLogins([login, validate, refresh, logout]);
  const until = (count: number, index: number) => Math.floor((index * count) / login + 1e-9);
  const at = (count: number, index: number) => until(count, index + 1) - until(count, index);
  return Array.from({ length: logins }, (_, index) => ({
    validate: at(validate, index),
    refresh: at(refresh, index),
    logout: at(logout, index),
  }));
}

/** How many sessions it takes until each of the others comes a whole number of times. */
function wholeLogins([login = 1, ...others]: readonly number[]): number {
  for (let logins = 1; logins <= MOST_KINDS; logins++) {
    if (others.every((each) => isWhole((each * logins) / login))) return logins;
  }
  return MOST_KINDS;
}

function isWhole(number: number): boolean {
  return Math.abs(number - Math.round(number)) < 1e-9;
}

function nameOf({ validate, refresh, logout }: Session): string {
  const named = entriesOf({ validate, refresh, logout }).map(([name, count]) =>
    count === 1 ? name : `${count} × ${name}`,
  );
  return named.length === 0 ? 'login alone' : named.join(', ');
}

/** Validations are spread over the stretches between refreshes. */
function sessionSteps(
  { validate, refresh, logout }: Session,
  { think, accounts }: Config,
  { send }: Operations<Endpoints>,
): Step[] {
  const needs = ['token'];
  const stretches = Array.from({ length: refresh + 1 }, (_, index) => {
    const count = Math.floor(((index + 1) * validate) / (refresh + 1)) - Math.floor((index * validate) / (refresh + 1));
    const validations = count === 0 ? [] : [loop({ count }, pause(think), send('validate', { needs }))];
    return index === 0 ? validations : [pause(think), ...send('refresh', { needs: ['refreshToken'] }), ...validations];
  });
  const leaving = Array.from({ length: logout }, () => [pause(think), ...send('logout', { needs })]).flat();
  return [
    ...(accounts === false ? [] : [set({ account: `{{ run }}-{{ $user % ${accounts} }}` })]),
    pause(think),
    group('session', send('login'), stretches.flat(), leaving),
  ];
}

function ratioProblems({ login = 0, logout = 0 }: Config['ratios']): PathProblem[] {
  const problem = (message: string, hint: string, key: string): PathProblem => ({
    code: 'INVALID_MIX',
    message,
    hint,
    path: ['ratios', key],
  });
  if (login <= 0) return [problem('there is no session without a login', "give 'login' a number above 0", 'login')];
  if (logout <= login) return [];
  return [problem(`${logout} logouts for ${login} logins: a session ends once`, `at most ${login}`, 'logout')];
}

function accountProblems(accounts: unknown): PathProblem[] {
  if (accounts !== true) return [];
  const hint = 'true is not a number: say how many users are registered';
  return [
    {
      code: 'INVALID_VALUE',
      message: 'expected a whole number of at least 1, or false, got true',
      hint,
      path: ['accounts'],
    },
  ];
}

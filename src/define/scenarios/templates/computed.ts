import type { Step } from '../../../model/steps.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { leaf } from '../../shape/shape.ts';
import { hitRatioAdvice } from '../advice/hit-ratio.ts';
import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, loop, think as pause, set } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';

const attribute = (kind: string): Endpoint => ({
  path: `/computed/${kind}/{{ id }}`,
  expect: [
    { status: 200, contentType: 'json' },
    { json: { '$.kind': kind, '$.id': '{{ id }}', '$.value': /^-?\d/ } },
    { header: { 'x-cache': /^(hit|miss)$/ } },
  ],
});

const endpoints = {
  clear: { method: 'DELETE', path: '/computed/cache', expect: { status: 200 } },
  simple: attribute('simple'),
  complex: attribute('complex'),
  dependent: attribute('dependent'),
  change: {
    method: 'PUT',
    path: '/computed/base/{{ id }}',
    json: { value: '{{ $randomFloat(0, 100, 2) }}' },
    expect: { status: 200, json: { '$.id': '{{ id }}' } },
  },
  restore: { method: 'DELETE', path: '/computed/base/{{ id }}', expect: { status: 200 } },
} satisfies Record<string, Endpoint>;

const share = leaf('a share from 0 to 1', { type: 'number', minimum: 0, maximum: 1 }, (value) => {
  return typeof value === 'number' && value >= 0 && value <= 1;
});

const options = {
  mix: option.mix(
    { simple: 50, complex: 25, dependent: 20, change: 5 },
    'Share of each kind of attribute, and of changes to the values that they are computed from.',
  ),
  things: option.whole(10_000, 'Things that have attributes, numbered from 1.'),
  hot: option.whole(100, 'Things that are asked for most, numbered from 1.'),
  hotShare: option.of<number>(
    share,
    0.9,
    'Share of the requests that go to them: the more, the more a cache can answer.',
  ),
  warm: option.flag(
    true,
    'Ask for everything hot once before the test, so that it does not begin with an empty cache.',
  ),
  hitRatio: option.of<number>(share, 0.5, 'Share of the answers that must come from the cache.'),
  cacheHeader: option.text('x-cache', 'Header of the answer that says whether it came from the cache.'),
};

/** Changes are made to the first of the hot things, so that all of them can be restored. */
const MOST_CHANGED = 100;
const MOST_WARMED = 1000;

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

export const computedSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'computed',
  about:
    'computed attributes are asked for, simple, complex and dependent ones, and what they are computed from is changed',
  options,
  endpoints,
  variables: '`id` of a thing',
  load: { users: 50, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:simple} p95 < 100ms',
    'http_req_duration{name:complex} p95 < 500ms',
  ],
  check: (config) => [...mixProblems(config.mix, 'mix'), ...hotProblems(config)],
  advise: hitRatioAdvice,
  build({ mix, think, cacheHeader, ...config }, { send }) {
    const changed = Math.min(config.hot, MOST_CHANGED);
    const restore = send('restore', { name: 'clean up' });
    const steps = (name: Endpoints): readonly Step[] =>
      name === 'change' ? [...send('change'), pause('100ms..300ms'), ...send('restore')] : send(name);
    return {
      setup: [...send('clear'), ...(config.warm ? warming({ hot: config.hot, mix }, send) : [])],
      http: { cacheHeader },
      ...(config.hitRatio > 0 ? { limits: [`cache_hits rate >= ${percent(config.hitRatio)}`] } : {}),
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: name === 'simple' ? 'api' : 'database' },
        steps: [
          set({ id: name === 'change' ? `{{ $randomNumber(1, ${changed}) }}` : thing(config) }),
          pause(think),
          group(name, steps(name)),
        ],
      })),
      teardown: [...sweep(changed, restore), ...send('clear')],
    };
  },
};

export const computed = defineTemplate(computedSpec);

const KINDS = ['simple', 'complex', 'dependent'] as const;

/** Every kind of attribute that is asked for, of all hot things. */
function warming({ hot, mix }: Pick<Config, 'hot' | 'mix'>, send: Operations<Endpoints>['send']): Step[] {
  const asked = KINDS.filter((kind) => (mix[kind] ?? 0) > 0).flatMap((kind) => send(kind, { name: `warm ${kind}` }));
  if (asked.length === 0) return [];
  return [loop({ count: Math.min(hot, MOST_WARMED) }, set({ id: '{{ $loopCount + 1 }}' }), asked)];
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(4))}%`;
}

/** What iterations that were interrupted have changed is restored. */
function sweep(changed: number, restore: readonly Step[]): Step[] {
  if (restore.length === 0) return [];
  return [loop({ count: changed }, set({ id: '{{ $loopCount + 1 }}' }), restore)];
}

/** Mostly one of the hot things, else any of the others. */
function thing({ hot, things, hotShare }: Pick<Config, 'hot' | 'things' | 'hotShare'>): string {
  const isHot = `$randomFloat(0, 1) < ${hotShare}`;
  if (hot === things) return `{{ $randomNumber(1, ${things}) }}`;
  return `{{ ${isHot} ? $randomNumber(1, ${hot}) : $randomNumber(${hot + 1}, ${things}) }}`;
}

function hotProblems({ hot, things }: Config): PathProblem[] {
  if (hot <= things) return [];
  const message = `${hot} hot things of ${things}`;
  return [{ code: 'INVALID_VALUE', message, hint: 'at most as many as there are things', path: ['hot'] }];
}

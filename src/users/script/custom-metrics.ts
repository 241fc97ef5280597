import { UserError } from '../../errors/user-error.ts';
import { MAX_TAG_VALUES } from '../../measure/recorder.ts';
import { BUILT_IN_METRICS, BUILT_IN_TAGS, type MetricType } from '../../model/metrics.ts';
import type { MeasuredGroup } from '../measured-group.ts';
import type { ShardContext } from '../program.ts';
import type { CounterMetric, GaugeMetric, RateMetric, TrendMetric } from '../user.ts';

/** Where a sample of a script's own metric belongs. */
export interface MetricPlace {
  readonly name: string;
  readonly group: MeasuredGroup;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

type Handle = CounterMetric & GaugeMetric & RateMetric & TrendMetric;

/** The metrics that scripts of a shard make up, one handle for each group and combination of tags. */
export class CustomMetrics {
  readonly #context: ShardContext;
  readonly #types = new Map<string, MetricType>();
  readonly #handles = new WeakMap<MeasuredGroup, Map<string, Handle>>();

  private constructor(context: ShardContext) {
    this.#context = context;
    for (const [name, { type }] of Object.entries(context.shard.plan.metrics)) this.#types.set(name, type);
  }

  /** One for each shard, so that all its scenarios agree on types. */
  static of(context: ShardContext): CustomMetrics {
    let metrics = ofShard.get(context);
    if (metrics === undefined) {
      metrics = new CustomMetrics(context);
      ofShard.set(context, metrics);
    }
    return metrics;
  }

  handle(type: MetricType, place: MetricPlace): Handle {
    const key = place.tags === undefined ? place.name : `${place.name}\0${tagKey(place.tags)}`;
    let handles = this.#handles.get(place.group);
    if (handles === undefined) {
      handles = new Map();
      this.#handles.set(place.group, handles);
    }
    const known = handles.get(key);
    if (known !== undefined && this.#types.get(place.name) === type) return known;
    this.#agree(type, place);
    const handle = this.#create(type, place);
    if (handles.size < MAX_TAG_VALUES) handles.set(key, handle);
    return handle;
  }

  #agree(type: MetricType, { name, tags = {} }: MetricPlace): void {
    if (!/^[A-Za-z_][\w.:-]{0,127}$/.test(name)) {
      throw new UserError(`'${name}' is no name for a metric`, {
        code: 'METRIC_NAME',
        hint: 'names begin with a letter and hold letters, digits, _ . : and -',
      });
    }
    if (Object.hasOwn(BUILT_IN_METRICS, name)) {
      throw new UserError(`${name} is a metric of Plimsoll's own`, {
        code: 'METRIC_NAME',
        hint: 'choose another name',
      });
    }
    const reserved = BUILT_IN_TAGS.find((tag) => Object.hasOwn(tags, tag));
    if (reserved !== undefined) {
      throw new UserError(`the metric ${name} is tagged '${reserved}', a tag that Plimsoll sets itself`, {
        code: 'METRIC_TAG',
        hint: 'choose another tag',
      });
    }
    const before = this.#types.get(name);
    if (before !== undefined && before !== type) {
      throw new UserError(`the metric ${name} is a ${before}, and used as a ${type}`, {
        code: 'METRIC_TYPE',
        hint: `ask for user.${before}('${name}'), or choose another name`,
      });
    }
    this.#types.set(name, type);
  }

  #create(type: MetricType, { name, group, tags }: MetricPlace): Handle {
    const { recorder, shard } = this.#context;
    const declared = shard.plan.metrics[name];
    const all = tags === undefined ? group.tags : { ...tags, ...group.tags };
    if (type === 'rate') return rateHandle(recorder.rate(name, declared?.unit ?? 'share', all));
    const cell =
      type === 'gauge'
        ? recorder.gauge(name, declared?.unit ?? '', all)
        : type === 'trend'
          ? recorder.trend(name, declared?.unit ?? '', all)
          : recorder.counter(name, declared?.unit ?? 'count', all);
    const record = (value: number) => ('set' in cell ? cell.set(value) : cell.add(value));
    const add = (value: number | boolean = 1) => record(finite(name, value));
    return { add, set: add };
  }
}

const ofShard = new WeakMap<ShardContext, CustomMetrics>();

function rateHandle(cell: { add(passed: boolean): void }): Handle {
  const add = (held: unknown = true) => cell.add(Boolean(held));
  return { add, set: add };
}

/** NaN and infinity would spoil every sum they are part of. */
function finite(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new UserError(
    `the metric ${name} got ${typeof value === 'number' ? value : JSON.stringify(value)}, not a number`,
    {
      code: 'METRIC_VALUE',
      hint: 'record finite numbers only',
    },
  );
}

function tagKey(tags: Readonly<Record<string, string>>): string {
  let key = '';
  for (const tag in tags) key += `${tag}\0${tags[tag]}\0`;
  return key;
}

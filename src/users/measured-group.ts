import type { RateCell, TrendCell } from '../measure/cells.ts';
import { MAX_TAG_VALUES, type Recorder, type Tags } from '../measure/recorder.ts';
import type { PreparedRequest } from '../protocols/http/request.ts';
import { PreparedCache } from './prepared-cache.ts';

export interface GroupOwner {
  readonly recorder: Recorder;
  readonly scenario: string;
  /** The scenario's own tags. */
  readonly tags: Tags;
}

/**
 * A group of a scenario, where checks, times and requests within it are measured. One tree serves all users of a shard,
 * and everything is found in it without joining texts.
 */
export class MeasuredGroup {
  /** `::a::b`, empty for the scenario itself. */
  readonly path: string;
  readonly tags: Tags;
  /** The scenario's own. */
  readonly ownTags: Tags;
  readonly #owner: GroupOwner;
  readonly #checks = new Map<string, RateCell>();
  readonly #children = new Map<string, MeasuredGroup>();
  readonly #requests = new Map<string, PreparedCache>();
  #duration: TrendCell | undefined;

  constructor(owner: GroupOwner, path: string) {
    this.#owner = owner;
    this.ownTags = owner.tags;
    this.path = path;
    this.tags = { ...owner.tags, scenario: owner.scenario, group: path };
  }

  child(name: string): MeasuredGroup {
    let child = this.#children.get(name);
    if (child === undefined) {
      child = new MeasuredGroup(this.#owner, `${this.path}::${name}`);
      if (this.#children.size < MAX_TAG_VALUES) this.#children.set(name, child);
    }
    return child;
  }

  /** The cell of a check; names beyond what the recorder tells apart are not remembered. */
  check(name: string): RateCell {
    let cell = this.#checks.get(name);
    if (cell === undefined) {
      cell = this.#owner.recorder.rate('checks', 'share', { ...this.tags, check: name });
      if (this.#checks.size < MAX_TAG_VALUES) this.#checks.set(name, cell);
    }
    return cell;
  }

  /** A group that took so long has ended. */
  ended(durationUs: number): void {
    this.#duration ??= this.#owner.recorder.trend('group_duration', 'ms', this.tags);
    this.#duration.addUs(Math.round(durationUs));
  }

  /** The plain requests of one method made within the group, prepared. */
  request(method: string, url: string): PreparedRequest | undefined {
    return this.#requests.get(method)?.get(url);
  }

  remember(method: string, url: string, request: PreparedRequest): void {
    let cache = this.#requests.get(method);
    if (cache === undefined) {
      cache = new PreparedCache();
      this.#requests.set(method, cache);
    }
    cache.set(url, request);
  }
}

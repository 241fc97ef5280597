import type { RequestSite } from '../../measure/request-site.ts';
import type { HttpSettings } from '../../model/plan.ts';
import { isCacheHit } from './cache-hit.ts';
import type { Exchange } from './exchange.ts';
import { HeaderReader } from './header-reader.ts';

/** What a response's head or connection says of who gave it. */
export interface ResponseMarks {
  /** Where it is measured. */
  siteOf(exchange: Exchange): RequestSite;
  /** Counts whether a cache gave it. */
  countCache(exchange: Exchange, site: RequestSite): void;
}

type Marking = Pick<HttpSettings, 'instances' | 'cacheHeader'>;

/** Longer names of instances are cut. */
const MOST_CHARACTERS = 100;

/** Whether heads have to be kept for their marks. */
export function needsHead({ instances, cacheHeader }: Marking): boolean {
  return cacheHeader !== undefined || (instances !== undefined && instances !== 'address');
}

/** Undefined where the settings ask for no marks, so that they cost nothing. */
export function createMarks({ instances, cacheHeader }: Marking): ResponseMarks | undefined {
  if (instances === undefined && cacheHeader === undefined) return undefined;
  const instanceOf = instanceReader(instances);
  const cache = cacheHeader === undefined ? undefined : new HeaderReader(cacheHeader);
  return {
    siteOf(exchange) {
      const instance = instanceOf(exchange);
      const { site } = exchange.request;
      return instance === '' ? site : site.ofInstance(instance);
    },
    countCache({ head = '' }, site) {
      const hit = cache === undefined ? undefined : isCacheHit(cache.read(head));
      if (hit !== undefined) site.cacheHit(hit);
    },
  };
}

function instanceReader(instances: string | undefined): (exchange: Exchange) => string {
  if (instances === undefined) return () => '';
  if (instances === 'address') return ({ carrier }) => carrier?.address ?? '';
  const header = new HeaderReader(instances);
  return ({ head = '' }) => header.read(head).slice(0, MOST_CHARACTERS);
}

/**
 * What a cache's header says: a hit, a miss, or undefined for neither. Reads `HIT`, `Hit from cloudfront`, `TCP_MEM_HIT`,
 * `RefreshHit`, `STALE`, `REVALIDATED` and `UPDATING`, a number of hits, lists with one word for each cache that was passed
 * (one hit is enough), and RFC 9211's `cache; hit`.
 */
export function isCacheHit(value: string): boolean | undefined {
  if (value === '') return undefined;
  if (!value.includes(',')) return isHit(value);
  return value.split(',').some(isHit);
}

function isHit(member: string): boolean {
  return HIT.test(member) || HIT_PARAMETER.test(member);
}

const HIT = /^\s*(?:(?:tcp_|udp_)?(?:[a-z]+_)?(?:refresh)?hit|stale|revalidated|updating|true\b|0*[1-9]\d*\s*$)/i;
const HIT_PARAMETER = /;\s*hit\b/i;

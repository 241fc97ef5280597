const FIRST_MS = 400;
const LONGEST_MS = 5000;

/** How long to wait before the next try: each wait twice the last, up to a longest, and never all pages at the same moment. */
export function waitMs(failures: number, random: () => number = Math.random): number {
  const wait = Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), LONGEST_MS);
  return Math.round(wait * (0.75 + random() / 2));
}

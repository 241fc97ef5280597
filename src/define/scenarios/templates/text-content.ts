import type { Step } from '../../../model/steps.ts';
import { loop, set } from '../steps.ts';

/** What a run's name takes, and the space behind it. */
const MARK_BYTES = 'plimsoll-1700000000000-abcdef '.length;
/** The longest text that a generator makes. */
const BLOCK_BYTES = 1_000_000;

/** Steps that put a text of so many bytes in a variable; it begins with the run's name. */
export function textSteps(
  name: string,
  { bytes, compressible }: { readonly bytes: number; readonly compressible: boolean },
): Step[] {
  const alphabet = compressible ? ', "abc "' : '';
  const length = Math.max(0, bytes - MARK_BYTES);
  const blocks = Math.floor(length / BLOCK_BYTES);
  const first = `{{ run }} {{ $randomString(${length % BLOCK_BYTES}${alphabet}) }}`;
  if (blocks === 0) return [set({ [name]: first })];
  return [
    set({ [name]: first, block: `{{ $randomString(${BLOCK_BYTES}${alphabet}) }}` }),
    loop({ count: blocks }, set({ [name]: `{{ ${name} }}{{ block }}` })),
    set({ block: '' }),
  ];
}

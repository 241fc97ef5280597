/**
 * Which bucket of a base-2 exponential histogram a value falls into: at scale 8, bucket i holds (2^(i/256), 2^((i+1)/256)],
 * as OpenTelemetry's data model defines it. Exact for every number, without a logarithm: the top bits of the mantissa look
 * up a guess, and one comparison with the bucket's true bound corrects it.
 */
export const FINEST_SCALE = 8;
const PER_OCTAVE = 256;
const SLOT_BITS = 11;
const FIXED_POINT_BITS = 128n;

/** 2^(g/256) for g = 0 … 256, rounded down to what a 31-bit integer and what a double can hold. */
const boundsOfIntegers = new Int32Array(PER_OCTAVE + 1);
const boundsOfDoubles = new Float64Array(PER_OCTAVE + 1);
/** For the top 11 bits of a mantissa, how many of the bounds lie below all such mantissas. */
const boundsBelow = new Uint16Array(1 << SLOT_BITS);
fillTables();

/** The buckets of the whole numbers up to 2^16 in one table: microseconds up to 65 ms, where most latencies lie. */
const DIRECT = 1 << 16;
const direct = new Int16Array(DIRECT);
fillDirect();

/** The bucket of a whole number from 1 to 2^31 − 1. */
export function bucketOfInteger(value: number): number {
  return value < DIRECT ? (direct[value] as number) : computedBucket(value);
}

function computedBucket(value: number): number {
  const leadingZeros = Math.clz32(value);
  const mantissa = value << (leadingZeros - 1);
  const guess = boundsBelow[(mantissa >>> 19) & 0x7ff] as number;
  // The sign bit is the comparison: a branch here would be mispredicted.
  const isAbove = ((boundsOfIntegers[guess] as number) - mantissa) >>> 31;
  return ((31 - leadingZeros) << 8) + guess - 1 + isAbove;
}

const scratch = new DataView(new ArrayBuffer(8));

/** The bucket of any positive finite number. */
export function bucketOf(value: number): number {
  if (value < 2 ** -1022) return bucketOf(value * 2 ** 52) - 52 * PER_OCTAVE;
  scratch.setFloat64(0, value);
  const high = scratch.getInt32(0);
  scratch.setInt32(0, (high & 0xf_ffff) | 0x3ff0_0000);
  const guess = boundsBelow[(high >>> 9) & 0x7ff] as number;
  const octave = ((high >>> 20) - 1023) * PER_OCTAVE;
  return scratch.getFloat64(0) > (boundsOfDoubles[guess] as number) ? octave + guess : octave + guess - 1;
}

/** The largest number in a bucket; also what lies just under bucket `index + 1`. */
export function upperBoundOf(index: number, scale: number): number {
  return power(index + 1, scale);
}

/** The middle of a bucket on a logarithmic scale: at scale 8 no value in it is more than 0.14 % away. */
export function middleOf(index: number, scale: number): number {
  return power(index + 0.5, scale);
}

function power(index: number, scale: number): number {
  const exponent = index * 2 ** -scale;
  const octave = Math.floor(exponent);
  // In two factors, since 2^exponent of subnormal numbers is inexact and 2^1024 overflows where the product need not.
  return Math.min(2 ** (exponent - octave) * 2 ** (octave >> 1) * 2 ** (octave - (octave >> 1)), Number.MAX_VALUE);
}

/** The bounds from 2^(1/256) in 128-bit fixed point, so that they don't depend on the engine's Math.pow. */
function fillTables(): void {
  const one = 1n << FIXED_POINT_BITS;
  let step = one << 1n;
  for (let root = 0; root < FINEST_SCALE; root++) step = squareRoot(step << FIXED_POINT_BITS);
  let bound = one;
  for (let g = 0; g <= PER_OCTAVE; g++) {
    boundsOfIntegers[g] = g === PER_OCTAVE ? 0x7fff_ffff : Number(bound >> (FIXED_POINT_BITS - 30n));
    boundsOfDoubles[g] = g === PER_OCTAVE ? 2 : Number(bound >> (FIXED_POINT_BITS - 52n)) / 2 ** 52;
    bound = (bound * step) >> FIXED_POINT_BITS;
  }
  let below = 0;
  for (let slot = 0; slot < boundsBelow.length; slot++) {
    const lowest = 1 + slot / boundsBelow.length;
    while ((boundsOfDoubles[below] as number) < lowest) below++;
    boundsBelow[slot] = below;
  }
}

function fillDirect(): void {
  direct[1] = -1;
  for (let value = 2, bucket = 0; value < DIRECT; bucket++) {
    const octave = Math.floor(bucket / PER_OCTAVE);
    const inOctave = (bucket % PER_OCTAVE) + 1;
    const last = inOctave === PER_OCTAVE ? 2 << octave : (boundsOfIntegers[inOctave] as number) >> (30 - octave);
    const end = Math.min(last, DIRECT - 1) + 1;
    if (end > value) direct.fill(bucket, value, end);
    value = Math.max(value, end);
  }
}

function squareRoot(square: bigint): bigint {
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

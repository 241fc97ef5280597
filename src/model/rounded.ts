/** Powers of ten that doubles hold exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** A number to so many digits; whole ones stay as they are. */
export function rounded(value: number, digits: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  const power = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  const factor = POWERS[Math.abs(power)];
  if (factor === undefined) return Number(value.toPrecision(digits));
  // Of two exact numbers the quotient is the double nearest to the decimal.
  return power < 0 ? Math.round(value / factor) * factor : Math.round(value * factor) / factor;
}

/** Of the series E192 of IEC 60063: numbers of three digits, each 1.2 % greater than the one before. */
const PER_DECADE = 192;
const known = new Map<number, number>();

/** The number of a series in which each is 1.2 % greater than the one before; 0, 192 and 384 are 1, 10 and 100. */
export function preferredNumber(place: number): number {
  let number = known.get(place);
  if (number === undefined) {
    number = Number((10 ** (place / PER_DECADE)).toPrecision(3));
    known.set(place, number);
  }
  return number;
}

/** Where the nearest of them to a number above 0 stands. */
export function preferredPlace(value: number): number {
  return Math.round(Math.log10(value) * PER_DECADE);
}

import { rgbOf, type Theme } from './theme.ts';

type Triple = readonly [number, number, number];

/** How many shades a heat map has. */
export const SHADES = 48;

/** From the ground over blue to what text is written in: evenly more striking to the eye, in both themes. The first is of a count of one. */
export function heatColours(theme: Theme): readonly Triple[] {
  const stops = [theme.colour('surface'), theme.colour('series-1'), theme.colour('text')].map((colour) =>
    labOf(rgbOf(colour)),
  );
  return Array.from({ length: SHADES }, (_, shade) => {
    // Not from the very ground, on which a single value would not be seen.
    const place = 2 * (LEAST + (1 - LEAST) * (shade / (SHADES - 1)));
    const at = Math.min(1, Math.floor(place));
    return rgbOfLab(mixed(stops[at] ?? [0, 0, 0], stops[at + 1] ?? [0, 0, 0], place - at));
  });
}

const LEAST = 0.14;

/** The shade of a count: by its square root, so that a few slow ones are seen beside thousands. */
export function shadeOf(count: number, highest: number): number {
  if (count <= 0 || highest <= 0) return -1;
  const [low, high] = [1, Math.sqrt(Math.max(highest, 1))];
  const place = high > low ? (Math.sqrt(count) - low) / (high - low) : 1;
  return Math.round(Math.min(1, Math.max(0, place)) * (SHADES - 1));
}

function mixed(left: Triple, right: Triple, share: number): Triple {
  const mix = (at: 0 | 1 | 2) => left[at] + (right[at] - left[at]) * share;
  return [mix(0), mix(1), mix(2)];
}

/** Björn Ottosson, "A perceptual color space for image processing", 2020: equal steps in it look equal. */
function labOf([red, green, blue]: Triple): Triple {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgbOfLab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function linear(byteValue: number): number {
  const value = byteValue / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function byte(value: number): number {
  const light = Math.min(1, Math.max(0, value));
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}

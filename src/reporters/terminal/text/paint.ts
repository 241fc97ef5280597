/** What the terminal at hand can show. */
export interface Look {
  readonly columns: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

type Brush = (text: string) => string;

export interface Paint {
  readonly bold: Brush;
  readonly dim: Brush;
  readonly good: Brush;
  readonly bad: Brush;
  readonly warn: Brush;
  readonly accent: Brush;
}

/**
 * Bluish green, vermilion, orange and blue of Okabe and Ito's palette, which people see apart whatever their colour vision,
 * in shades that can be read on black and on white. A symbol or a word always says the same as the colour.
 */
const COLORED: Paint = {
  bold: brush('1'),
  dim: brush('2'),
  good: brush('38;5;36'),
  bad: brush('1;38;5;166'),
  warn: brush('38;5;172'),
  accent: brush('38;5;32'),
};

const plain: Brush = (text) => text;
const PLAIN: Paint = { bold: plain, dim: plain, good: plain, bad: plain, warn: plain, accent: plain };

export function paintFor(color: boolean): Paint {
  return color ? COLORED : PLAIN;
}

function brush(code: string): Brush {
  return (text) => (text === '' ? '' : `\x1b[${code}m${text}\x1b[0m`);
}

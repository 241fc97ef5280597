/** The names of a function's parameters, but for numbers that bundling adds to them; of one that is taken apart, `{…}`. */
export function parametersOf(fn: unknown): readonly string[] {
  const text = String(fn).replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
  const alone = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text)?.[1];
  if (alone !== undefined) return [alone];
  const open = text.indexOf('(');
  return open < 0 ? [] : splitAtCommas(text, open + 1).map(nameOf);
}

/** The parts up to the bracket that closes the list. */
function splitAtCommas(text: string, from: number): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text.slice(from)) {
    if (depth === 0 && character === ')') break;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth === 0 && character === ',') parts.push('');
    else parts.push(`${parts.pop()}${character}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function nameOf(parameter: string): string {
  const name = /^(?:\.\.\.)?[\w$]+/.exec(parameter)?.[0];
  return name?.replace(/(?<=\D)\d+$/, '') ?? '{…}';
}

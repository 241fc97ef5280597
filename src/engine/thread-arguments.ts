/** Options that make Node run a text instead of a file: a thread that is given them does not start. */
const OF_TEXT = /^(?:--input-type|-e|--eval|-p|-pe|--print)(=|$)/;

/** The options that this process was started with, as far as its threads may have them. */
export function threadArguments(given: readonly string[] = process.execArgv): string[] {
  const kept: string[] = [];
  let isValue = false;
  for (const argument of given) {
    const [, end] = OF_TEXT.exec(argument) ?? [];
    if (!isValue && end === undefined) kept.push(argument);
    isValue = !isValue && end === '';
  }
  return kept;
}

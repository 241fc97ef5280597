import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import { checked, type Definition, type Generator, type OpenDefinition, signatureOf } from './generator.ts';
import { internetGenerators } from './internet.ts';
import { moneyGenerators } from './money.ts';
import { numberGenerators } from './numbers.ts';
import { peopleGenerators } from './people.ts';
import { placeGenerators } from './places.ts';
import { textGenerators } from './texts.ts';
import { timeGenerators } from './times.ts';

const definitions = new Map<string, Definition | OpenDefinition>(
  Object.entries({
    ...numberGenerators,
    ...timeGenerators,
    ...peopleGenerators,
    ...placeGenerators,
    ...textGenerators,
    ...internetGenerators,
    ...moneyGenerators,
  }),
);

/** What stands behind `{{ $uuid() }}` and its kind: without a prototype, so that only these names are found. */
export const generators: Readonly<Record<string, Generator>> = Object.freeze(
  Object.assign(
    Object.create(null) as Record<string, Generator>,
    Object.fromEntries([...definitions].map(([name, definition]) => [name, checked(name, definition)])),
  ),
);

/** The generator of this name, or a UserError that says which was meant. */
export function generatorNamed(name: string): Generator {
  const generator = generators[name];
  if (generator !== undefined) return generator;
  throw new UserError(`there is no generator $${name}`, {
    code: 'GENERATOR_UNKNOWN',
    hint: didYouMean(name, definitions.keys()) ?? `there are ${[...definitions.keys()].join(', ')}`,
  });
}

/** Every generator with its arguments and a line on what it makes, for the docs. */
export function describeGenerators(): readonly { name: string; signature: string; description: string }[] {
  return [...definitions].map(([name, definition]) => {
    return { name, signature: signatureOf(name, definition), description: definition.description };
  });
}

import { define, type TestDefinition } from './test-definition.ts';
import { readTestText } from './yaml/test-text.ts';

/**
 * A test from YAML text, as `toYaml()` writes it and as Artillery knows it.
 *
 * @example run(fromYaml(text, { name: 'shop' }))
 */
export function fromYaml(text: string, { name = 'test' }: { readonly name?: string } = {}): TestDefinition {
  return define(readTestText(text, { name, file: 'YAML' }).spec);
}

/** A test from JSON text, as `toJson()` writes it. */
export function fromJson(text: string, { name = 'test' }: { readonly name?: string } = {}): TestDefinition {
  return define(readTestText(text, { name, file: 'JSON' }).spec);
}

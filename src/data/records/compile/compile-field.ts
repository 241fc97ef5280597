import { kinds } from '../makers/kinds.ts';
import type { Field, FieldKind } from '../schema.ts';
import type { Kind, Maker, Scope } from './scope.ts';
import { uniqueMaker } from './unique.ts';

/** A field as a function, with its nulls and gaps. */
export function compileField(field: Field, scope: Scope): Maker {
  const kind = kinds[field.kind] as Kind<Field>;
  const made = field.unique === true ? uniqueOf(kind, field, scope) : kind.make(field, scope);
  return withGaps(withGaps(made, field.nullable ?? 0, null), field.optional ?? 0, undefined);
}

function uniqueOf(kind: Kind<Field>, field: Field, scope: Scope): Maker {
  if (!scope.once) return scope.fail('only what each row has once can be unique; a list may be distinct in itself');
  if (kind.distinct === undefined) {
    return scope.fail(`'${field.kind}' cannot be made unique`, {
      hint: `these can: ${Object.keys(kinds)
        .filter((name) => (kinds[name as FieldKind] as Kind<Field>).distinct !== undefined)
        .join(', ')}`,
    });
  }
  return uniqueMaker(kind.distinct(field, scope), scope);
}

function withGaps(made: Maker, share: number, gap: null | undefined): Maker {
  if (share <= 0) return made;
  return (random, row) => (random.next() < share ? gap : made(random, row));
}

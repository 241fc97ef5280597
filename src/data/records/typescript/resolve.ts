import { didYouMean } from '../../../errors/suggest.ts';
import type { Declaration, Member, TypeNode } from './syntax.ts';
import { type Place, typesError } from './tokens.ts';

/** The arguments of a generic type, by its parameters. */
export type Environment = ReadonlyMap<string, Bound>;

export interface Bound {
  readonly type: TypeNode;
  readonly environment: Environment;
}

export const NOTHING_BOUND: Environment = new Map();

const MOST_STEPS = 100;

/** Finds what names and combinations of types come to. */
export class Types {
  readonly file: string;
  private readonly declarations = new Map<string, Declaration>();

  constructor(declarations: readonly Declaration[], file: string) {
    this.file = file;
    for (const declaration of declarations) {
      const known = this.declarations.get(declaration.name);
      this.declarations.set(declaration.name, known === undefined ? declaration : merged(known, declaration));
    }
  }

  all(): readonly Declaration[] {
    return [...this.declarations.values()];
  }

  find(name: string): Declaration | undefined {
    return this.declarations.get(name);
  }

  fail(place: Place, message: string, hint?: string): never {
    throw typesError(this.file, place, hint === undefined ? { message } : { message, hint });
  }

  unknown(place: Place, name: string): never {
    const names = [...this.declarations.keys()].filter((each) => !each.startsWith('typeof '));
    return this.fail(
      place,
      `there is no type '${name}' in this file`,
      didYouMean(name, names) ?? 'declare it here: imports are not followed',
    );
  }

  /** What the arguments of a generic type are bound to. */
  bind(declaration: Declaration, args: readonly TypeNode[], environment: Environment): Environment {
    return new Map(
      declaration.parameters.map((parameter, at) => {
        const type = args[at];
        if (type === undefined)
          return this.fail(
            declaration,
            `'${declaration.name}' needs ${declaration.parameters.length} types between < and >`,
          );
        return [parameter, { type, environment }];
      }),
    );
  }

  /** The members of what is an object; undefined for anything else. */
  members(type: TypeNode, environment: Environment, steps = 0): readonly BoundMember[] | undefined {
    if (steps > MOST_STEPS) return this.fail(type, 'this type goes round in a circle');
    if (type.kind === 'object') {
      return type.index === undefined ? type.members.map((member) => ({ member, environment })) : undefined;
    }
    if (type.kind === 'intersection') return this.together(type.of, environment, steps);
    return type.kind === 'name' ? this.namedMembers(type, environment, steps) : undefined;
  }

  private together(
    types: readonly TypeNode[],
    environment: Environment,
    steps: number,
  ): readonly BoundMember[] | undefined {
    const all = types.map((each) => this.members(each, environment, steps + 1));
    if (!all.every((each) => each !== undefined)) return undefined;
    return overridden(all.flat());
  }

  private namedMembers(
    type: TypeNode & { kind: 'name' },
    environment: Environment,
    steps: number,
  ): readonly BoundMember[] | undefined {
    const bound = environment.get(type.name);
    if (bound !== undefined) return this.members(bound.type, bound.environment, steps + 1);
    const declaration = this.find(type.name);
    if (declaration === undefined) return this.utilityMembers(type, environment, steps);
    const inner = this.bind(declaration, type.args, environment);
    const own = this.members(declaration.type, inner, steps + 1);
    if (declaration.bases.length === 0 || own === undefined) return own;
    const bases = declaration.bases.map(
      (base) => this.members(base, inner, steps + 1) ?? this.fail(base, 'an interface can extend only objects'),
    );
    return overridden([...bases.flat(), ...own]);
  }

  /** `Partial`, `Required`, `Readonly`, `Pick` and `Omit`. */
  private utilityMembers(
    { name, args }: TypeNode & { kind: 'name' },
    environment: Environment,
    steps: number,
  ): readonly BoundMember[] | undefined {
    const [first, second] = args;
    if (first === undefined || !['Partial', 'Required', 'Readonly', 'Pick', 'Omit'].includes(name)) return undefined;
    const members = this.members(first, environment, steps + 1);
    if (members === undefined) return undefined;
    if (name === 'Partial') return members.map((each) => ({ ...each, member: { ...each.member, isOptional: true } }));
    if (name === 'Required') return members.map((each) => ({ ...each, member: { ...each.member, isOptional: false } }));
    if (name === 'Readonly') return members;
    const names = second === undefined ? [] : this.literals(second, environment);
    return members.filter(({ member }) => names.includes(member.name) === (name === 'Pick'));
  }

  /** The names or values that a union of literals, `keyof` or a constant list comes to. */
  literals(type: TypeNode, environment: Environment, steps = 0): readonly (string | number | boolean | null)[] {
    if (steps > MOST_STEPS) return this.fail(type, 'this type goes round in a circle');
    if (type.kind === 'literal') return [type.value];
    if (type.kind === 'union') return type.of.flatMap((each) => this.literals(each, environment, steps + 1));
    if (type.kind === 'keyof') return (this.members(type.of, environment) ?? []).map(({ member }) => member.name);
    if (type.kind === 'name') {
      const bound = environment.get(type.name);
      if (bound !== undefined) return this.literals(bound.type, bound.environment, steps + 1);
      const declaration = this.find(type.name);
      if (declaration !== undefined)
        return this.literals(declaration.type, this.bind(declaration, type.args, environment), steps + 1);
    }
    return this.fail(type, 'only names that are written out can be used here', "write them as 'a' | 'b'");
  }
}

export interface BoundMember {
  readonly member: Member;
  readonly environment: Environment;
}

/** Of members with one name the last. */
function overridden(members: readonly BoundMember[]): readonly BoundMember[] {
  return [...new Map(members.map((each) => [each.member.name, each])).values()];
}

/** Two interfaces of one name are one. */
function merged(first: Declaration, second: Declaration): Declaration {
  if (first.type.kind !== 'object' || second.type.kind !== 'object') return second;
  const type = {
    ...first.type,
    members: [...first.type.members, ...second.type.members],
    index: first.type.index ?? second.type.index,
  };
  return { ...first, bases: [...first.bases, ...second.bases], doc: first.doc + second.doc, type };
}

import type { Maker } from '../compile/scope.ts';
import type { Field } from '../schema.ts';
import { choicePlan } from './choice.ts';
import { conjunctionOf, needsTrying } from './conjunction.ts';
import type { SchemaDocument, SchemaNode } from './document.ts';
import { impossible, type Making, type Plan, UNMADE } from './plan.ts';
import { typesOf, valuePlan } from './types.ts';
import { isValid } from './validate.ts';

const MOST_TRIES = 40;
const MOST_PLANS = 100_000;

export type Leaf = Readonly<Record<string, unknown>>;

/** Several schemas at one place, as they are being planned. */
export interface Place {
  readonly leaves: readonly Leaf[];
  /** The name of the property, which tells what texts should look like. */
  readonly name: string;
  /** Where to point when something is wrong. */
  readonly pointer: string;
}

/** Turns schemas into plans; each combination once, so that those which hold themselves come back to themselves. */
export class SchemaCompiler {
  readonly document: SchemaDocument;
  /** Compiles what `x-plimsoll` describes. */
  readonly field: (field: Field, name: string) => Maker;
  /** While branches are tried out, none is left out: what is found must not depend on what was found before. */
  isProbing = false;
  private readonly plans = new Map<string, Plan>();
  private readonly ids = new Map<unknown, number>();

  constructor(document: SchemaDocument, field: (field: Field, name: string) => Maker) {
    this.document = document;
    this.field = field;
  }

  plan(nodes: readonly SchemaNode[], name: string, made: ReadonlySet<string> = new Set()): Plan {
    const conjunction = conjunctionOf(nodes, this.document, made);
    const pointer = this.pointerOf(nodes);
    if (conjunction.isNothing) return impossible(pointer, 'nothing is valid here (false)');
    const key = this.key(conjunction.leaves, name, made);
    const known = this.plans.get(key);
    if (known !== undefined) return known;
    if (this.plans.size >= MOST_PLANS) return impossible(pointer, 'its parts combine in too many ways');
    const late = new LatePlan();
    this.plans.set(key, late);
    const place: Place = { leaves: conjunction.leaves, name, pointer };
    const [choice] = conjunction.choices;
    const plan =
      choice === undefined ? this.final(place) : choicePlan({ compiler: this, nodes, made, name }, choice, pointer);
    late.plan = plan;
    return late;
  }

  private final(place: Place): Plan {
    const types = typesOf(place.leaves);
    const plan = valuePlan(place, types, this);
    return needsTrying(place.leaves) ? this.tried(plan, place) : plan;
  }

  /** Makes anew until what was made holds. */
  private tried(plan: Plan, { leaves }: Place): Plan {
    const holds = (value: unknown) => leaves.every((leaf) => isValid(value, leaf, this.document));
    return {
      finishes: (levels) => plan.finishes(levels),
      get problem() {
        return plan.problem;
      },
      make: (making) => {
        for (let tries = 0; tries < MOST_TRIES; tries++) {
          const value = plan.make(making);
          if (value !== UNMADE && holds(value)) return value;
        }
        return UNMADE;
      },
    };
  }

  private pointerOf(nodes: readonly SchemaNode[]): string {
    const own = nodes.filter((node) => typeof node === 'object').map((node) => this.document.pointerOf(node));
    return own.find((pointer) => pointer !== '#') ?? '#';
  }

  private key(leaves: readonly Leaf[], name: string, made: ReadonlySet<string>): string {
    const numbers = leaves.map((leaf) => {
      const id = this.ids.get(leaf) ?? this.ids.size;
      this.ids.set(leaf, id);
      return id;
    });
    return `${numbers.sort((a, b) => a - b).join()}|${[...made].sort().join()}|${name}`;
  }
}

/** Stands for a plan while it is being made. */
class LatePlan implements Plan {
  plan: Plan | undefined;
  private isAsked = false;

  make(making: Making): unknown {
    return this.plan?.make(making) ?? null;
  }

  finishes(levels: number): boolean {
    return this.plan?.finishes(levels) ?? false;
  }

  /** What asks for itself meanwhile has no problem of its own. */
  get problem(): Plan['problem'] {
    if (this.isAsked) return undefined;
    this.isAsked = true;
    const problem = this.plan?.problem;
    this.isAsked = false;
    return problem;
  }
}

import { SeededRandom } from '../../../load/random.ts';
import type { SchemaCompiler } from './compiler.ts';
import { type Choice, choiceKey } from './conjunction.ts';
import type { SchemaNode } from './document.ts';
import { canFinish, finishing, impossible, isFrugal, levelsOf, type Making, type Plan, UNMADE } from './plan.ts';

const PROBES = 4;

interface From {
  readonly compiler: SchemaCompiler;
  readonly nodes: readonly SchemaNode[];
  readonly made: ReadonlySet<string>;
  readonly name: string;
}

/** One branch or another: whichever can be made, and of what nests deeply the one that ends soonest. */
export function choicePlan({ compiler, nodes, made, name }: From, choice: Choice, pointer: string): Plan {
  if (choice.branches.length === 0) return impossible(pointer, `${choice.keyword} has no branch to choose`);
  const after = new Set([...made, choiceKey(choice, compiler.document)]);
  const plans: (Plan | undefined)[] = [];
  const branch = (at: number): Plan => {
    const plan = plans[at] ?? compiler.plan([...nodes, ...(choice.branches[at] ?? [])], name, after);
    plans[at] = plan;
    return plan;
  };
  const all = () => choice.branches.map((_, at) => branch(at));
  let found: Live | undefined;
  const live = (): Live => {
    if (compiler.isProbing) return liveOf(all());
    found ??= probed(liveOf(all()), compiler);
    return found;
  };
  return {
    finishes: finishing((levels) => choice.branches.some((_, at) => branch(at).finishes(levels))),
    get problem() {
      const problems = all().map((plan) => plan.problem);
      return problems.every((problem) => problem !== undefined) ? problems.at(0) : undefined;
    },
    make: (making) => {
      const { plans: possible, shortest } = live();
      if (isFrugal(making) && shortest !== undefined) {
        const value = shortest.make(making);
        if (value !== UNMADE) return value;
      }
      return oneOf(possible, making);
    },
  };
}

interface Live {
  readonly plans: readonly Plan[];
  readonly shortest: Plan | undefined;
}

function liveOf(plans: readonly Plan[]): Live {
  const possible = plans.filter(canFinish);
  const [shortest] = [...possible].sort((a, b) => levelsOf(a) - levelsOf(b));
  return { plans: possible, shortest };
}

/** Without the branches that never hold, such as the narrower one of two in `oneOf`. */
function probed(live: Live, compiler: SchemaCompiler): Live {
  if (live.plans.length < 2) return live;
  compiler.isProbing = true;
  const holding = live.plans.filter((plan) => {
    for (let seed = 0; seed < PROBES; seed++) {
      const making = { random: new SeededRandom(seed), row: 0, depth: 0, parts: 0 };
      if (plan.make(making) !== UNMADE) return true;
    }
    return false;
  });
  compiler.isProbing = false;
  return holding.length === 0 ? live : liveOf(holding);
}

/** Any of them; the others in turn where it fails. */
function oneOf(plans: readonly Plan[], making: Making): unknown {
  const first = plans.length === 0 ? 0 : making.random.int(0, plans.length - 1);
  for (let step = 0; step < plans.length; step++) {
    const value = plans[(first + step) % plans.length]?.make(making);
    if (value !== UNMADE) return value;
  }
  return UNMADE;
}

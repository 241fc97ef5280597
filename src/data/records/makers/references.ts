import { hashString, type Random } from '../../../load/random.ts';
import { formatCount } from '../../../model/units.ts';
import type { Kind, Maker, Scope, Target } from '../compile/scope.ts';
import { shuffled } from '../compile/unique.ts';
import { zipf } from '../distributions/zipf.ts';
import { roundTo } from '../expression.ts';
import { RowRandom } from '../row-random.ts';
import type { FieldOptions, ReferenceOptions } from '../schema.ts';

/** How far back `recent` reaches on average, as a share of the table. */
const RECENT_SHARE = 0.1;
const FAN_OUT = 8;
const MOST_TRIES = 64;

/** The row that is referred to; −1 for none. */
type RowAt = (random: Random, row: number) => number;

export const reference: Kind<ReferenceOptions & { readonly to: string }> = {
  type: 'text',
  make: (options, scope) => {
    const target = scope.target(options.to);
    if (!target.identifies) {
      scope.fail(`'${options.to}' does not tell its rows apart, so nothing can refer to it`, {
        code: 'RECORDS_REFERENCE',
        hint: 'refer to a key, or make that field unique and never null',
      });
    }
    return leading({ target, rowAt: rowOf(options, target, scope) }, scope);
  },
};

/** Remembers where it led, for paths that go on from there. */
function leading(found: { target: Target; rowAt: RowAt }, scope: Scope): Maker {
  const { target, rowAt } = found;
  let last = -1;
  scope.leadsTo(target.table, () => last);
  return (random, row) => {
    last = rowAt(random, row);
    return last < 0 ? null : target.value(last);
  };
}

function rowOf(options: ReferenceOptions, target: Target, scope: Scope): RowAt {
  const { skew = 'uniform', s = 1, share = RECENT_SHARE, fanOut = FAN_OUT } = options;
  const isOwn = target.table === scope.table.name;
  if (target.count === 0) return scope.fail(`'${target.table}' has no rows to refer to`, { code: 'RECORDS_REFERENCE' });
  if (skew === 'tree') {
    if (!isOwn || !scope.once) return scope.fail('a tree is made of references of a table to itself');
    return (_, row) => (row === 0 ? -1 : Math.floor((row - 1) / fanOut));
  }
  if (isOwn) return earlier(skew, share, scope);
  if (options.oneToOne === true) return oneToOne(target, scope);
  const chosen =
    skew === 'zipf' ? popular(target, s, scope) : skew === 'recent' ? recent(target, share) : anyOf(target);
  if (options.each === true) return eachOnce(target, chosen, scope);
  return options.distinct === true ? distinctInParent(target, chosen, scope) : chosen;
}

function anyOf({ count }: Target): RowAt {
  return (random) => random.int(0, count - 1);
}

/** Ranks are scattered over the table, so that what is popular is not what comes first. */
function popular({ count }: Target, s: number, scope: Scope): RowAt {
  const ranks = zipf(count, s);
  const scattered = shuffled(scope, count);
  return (random) => scattered(ranks.sample(random) - 1);
}

function recent({ count }: Target, share: number): RowAt {
  const back = backwards(share);
  return (random) => Math.max(count - 1 - Math.floor(back(random) * count), 0);
}

/** A share from 0 to 1, small ones exponentially more often. */
function backwards(share: number): (random: Random) => number {
  const cut = -Math.expm1(-1 / share);
  return (random) => Math.min(-share * Math.log1p(-random.next() * cut), 1);
}

/** Within one table only earlier rows are referred to, so nothing goes round in a circle; the first row has none. */
function earlier(skew: 'uniform' | 'zipf' | 'recent', share: number, scope: Scope): RowAt {
  if (!scope.once) scope.fail('within one table a row refers to one earlier row');
  if (skew === 'zipf') return scope.fail("within one table references are 'uniform', 'recent' or a 'tree'");
  const back = backwards(share);
  return (random, row) => {
    const distance = skew === 'recent' ? back(random) : random.next();
    return row === 0 ? -1 : Math.max(row - 1 - Math.floor(distance * row), 0);
  };
}

function oneToOne({ table, count }: Target, scope: Scope): RowAt {
  if (!scope.once) scope.fail('only what each row has once can refer one to one');
  if (scope.table.count > count) {
    scope.fail(
      `${formatCount(scope.table.count)} rows cannot each have one of ${formatCount(count)} rows of '${table}'`,
      {
        code: 'RECORDS_REFERENCE',
      },
    );
  }
  const place = shuffled(scope, count);
  return (_, row) => place(row);
}

function eachOnce({ table, count }: Target, others: RowAt, scope: Scope): RowAt {
  if (!scope.once) scope.fail('only what each row has once can reach each row of another table');
  if (scope.table.count < count) {
    scope.fail(`${formatCount(scope.table.count)} rows cannot reach each of ${formatCount(count)} rows of '${table}'`, {
      code: 'RECORDS_REFERENCE',
    });
  }
  const place = shuffled(scope, scope.table.count);
  return (random, row) => {
    const own = place(row);
    return own < count ? own : others(random, row);
  };
}

/** The rows of a parent draw one after the other; whoever comes later leaves out what those before have. */
function distinctInParent(target: Target, chosen: RowAt, scope: Scope): RowAt {
  const { children } = scope.table;
  if (children === undefined) return scope.fail('distinct references are of tables of children');
  if (children.most > target.count) {
    return scope.fail(
      `a parent may have ${children.most} rows, and '${target.table}' has only ${target.count} different ones`,
      {
        code: 'RECORDS_REFERENCE',
      },
    );
  }
  const taken = new Set<number>();
  const draws = new RowRandom(scope.seed, hashString(`${scope.path}:distinct`));
  return (_, row) => {
    const start = children.startOf(children.parentOf(row));
    // Each row of the parent must see the same draws: its chance begins where that of the first row does.
    draws.at(start);
    taken.clear();
    for (let at = start; ; at++) {
      const drawn = drawNew({ taken, random: draws, chosen }, at, target.count);
      if (at === row) return drawn;
      taken.add(drawn);
    }
  };
}

interface Draws {
  readonly taken: ReadonlySet<number>;
  readonly random: Random;
  readonly chosen: RowAt;
}

function drawNew({ taken, random, chosen }: Draws, row: number, count: number): number {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const drawn = chosen(random, row);
    if (!taken.has(drawn)) return drawn;
  }
  // The first that is free: there are more rows than a parent can have.
  let drawn = 0;
  while (drawn < count - 1 && taken.has(drawn)) drawn++;
  return drawn;
}

export const parent: Kind<FieldOptions & { readonly to: string }> = {
  type: 'text',
  make: ({ to }, scope) => {
    const { children } = scope.table;
    const target = scope.target(to);
    if (children?.of !== target.table) {
      return scope.fail(
        `this table has no parents in '${target.table}': give it children: { of: '${target.table}', min, max }`,
        {
          code: 'RECORDS_REFERENCE',
        },
      );
    }
    scope.leadsTo(target.table, (row) => children.parentOf(row));
    return (_, row) => target.value(children.parentOf(row));
  },
};

export const line: Kind<FieldOptions> = {
  type: 'integer',
  make: (_, scope) => {
    const { children } = scope.table;
    if (children === undefined) return scope.fail('lines are counted in tables of children');
    return (_random, row) => row - children.startOf(children.parentOf(row)) + 1;
  },
};

export const sum: Kind<FieldOptions & { readonly of: string; readonly decimals?: number }> = {
  type: 'number',
  make: ({ of, decimals = 2 }, scope) => {
    const [table = '', ...path] = of.split('.');
    const { children, value } = scope.children(table);
    const field = value(path.join('.'));
    return (_, row) => {
      let total = 0;
      for (let child = children.startOf(row); child < children.startOf(row + 1); child++) total += Number(field(child));
      return roundTo(total, decimals);
    };
  },
};

export const childCount: Kind<FieldOptions & { readonly of: string }> = {
  type: 'integer',
  make: ({ of }, scope) => {
    const { children } = scope.children(of);
    return (_, row) => children.startOf(row + 1) - children.startOf(row);
  },
};

export const lookup: Kind<FieldOptions & { readonly path: string }> = {
  type: 'text',
  make: ({ path }, scope) => {
    const value = scope.value(path);
    return (_, row) => value(row);
  },
};

import type { Benchmark, BenchmarkRequirement } from '../../src/model/benchmark.ts';
import { benchmarkLabel, requirementInWords, shortShare } from '../../src/model/words/benchmark-rows.ts';
import { Bar } from '../parts/bar.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Kept } from './kept.tsx';

interface Row {
  readonly key: string;
  readonly label: string;
  readonly requirement: BenchmarkRequirement;
  readonly allowed: string;
  readonly measured: string;
  /** How much of what is allowed is used; 1 is at the border, more is beyond it. */
  readonly used: number | null;
}

/** What benchmarks must keep to, and how close they come: what is not kept first, then the closest. */
export function RequirementTable({ benchmarks }: { readonly benchmarks: readonly Benchmark[] }) {
  return (
    <DataTable
      label="Requirements"
      rows={requirementRows(benchmarks)}
      keyOf={({ key }) => key}
      filter={({ label, requirement }) => `${label} ${requirement.name}`}
      columns={[
        {
          id: 'of',
          title: 'Benchmark',
          cell: ({ label, requirement }) => (
            <>
              <Name text={label} isMono />
              <div class="quiet">{requirement.name}</div>
            </>
          ),
          sortBy: ({ label }) => label,
        },
        {
          id: 'kept',
          title: 'Kept',
          cell: ({ requirement }) => <Kept passed={requirement.passed} />,
          sortBy: ({ requirement: { passed } }) => (passed === null ? 1 : passed ? 2 : 0),
        },
        { id: 'measured', title: 'Measured', cell: ({ measured }) => measured, align: 'right' },
        { id: 'allowed', title: 'Allowed', cell: ({ allowed }) => allowed, align: 'right' },
        {
          id: 'used',
          title: 'Used up',
          cell: ({ used, requirement }) => <UsedBar used={used} passed={requirement.passed} />,
          sortBy: ({ used }) => used,
          isMinor: true,
          description: 'How much of what is allowed is used up',
        },
      ]}
    />
  );
}

/** The line stands where the allowed ends, at two thirds of the bar. */
const BORDER = 2 / 3;

function UsedBar({ used, passed }: { readonly used: number | null; readonly passed: boolean | null }) {
  if (used === null) return <span class="quiet">–</span>;
  const percent = used > 9.99 ? '>999%' : shortShare(used);
  return (
    <div class="used-bar">
      <Bar
        parts={[{ share: used * BORDER, brush: passed === false ? 'bad' : used > 0.9 ? 'warn' : 'good' }]}
        mark={BORDER}
        label={`${percent} of what is allowed`}
      />
      <span class="used-bar-text">{percent}</span>
    </div>
  );
}

export function requirementRows(benchmarks: readonly Benchmark[]): Row[] {
  const rows = benchmarks.flatMap((benchmark) =>
    benchmark.requirements.map((requirement, at): Row => {
      const { allowed, measured } = requirementInWords(requirement, benchmark);
      const label = benchmarkLabel(benchmark);
      const key = JSON.stringify([benchmark.file, label, requirement.name, at]);
      return { key, label, requirement, allowed, measured, used: usedOf(requirement) };
    }),
  );
  const rank = ({ requirement: { passed } }: Row) => (passed === false ? 0 : passed === null ? 1 : 2);
  return rows.sort((a, b) => rank(a) - rank(b) || (b.used ?? 0) - (a.used ?? 0));
}

/** Of a least value the inverse, of a rate of success the share of what may fail. */
function usedOf({ name, allowed, measured }: BenchmarkRequirement): number | null {
  if (measured === null) return null;
  const used =
    name === 'successRate'
      ? allowed < 1
        ? (1 - measured) / (1 - allowed)
        : null
      : name === 'minThroughput'
        ? allowed / measured
        : measured / allowed;
  return used !== null && Number.isFinite(used) && used >= 0 ? used : null;
}

import type { Finding } from '../../src/model/run.ts';
import { SeverityBadge, severityTone } from './badge.tsx';
import { Empty } from './empty.tsx';
import { evidenceFacts } from './evidence.ts';
import { Facts } from './facts.tsx';
import { More } from './more.tsx';
import { Prose } from './prose.tsx';

interface FindingListProps {
  readonly findings: readonly Finding[];
  /** So many are shown at once; the others behind `all N findings`. */
  readonly most?: number;
}

/** What judging found, as it comes: the gravest first. */
export function FindingList({ findings, most = Number.POSITIVE_INFINITY }: FindingListProps) {
  if (findings.length === 0) return <Empty>Nothing was found.</Empty>;
  const rest = findings.slice(most);
  return (
    <div class="finding-list">
      <FindingCards findings={findings.slice(0, most)} />
      {rest.length > 0 && (
        <More summary={`All ${findings.length} findings: ${rest.length} more`}>
          {() => <FindingCards findings={rest} />}
        </More>
      )}
    </div>
  );
}

function FindingCards({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul class="cards">
      {findings.map((finding, at) => (
        <li
          class={`edged-card edged-${severityTone(finding.severity)} finding-card`}
          key={`${finding.kind} ${finding.title} ${at}`}
        >
          <p class="finding-title">
            <SeverityBadge severity={finding.severity} /> <Prose text={finding.title} />
          </p>
          {finding.advice !== '' && (
            <p class="finding-advice">
              <Prose text={finding.advice} />
            </p>
          )}
          <Evidence finding={finding} />
        </li>
      ))}
    </ul>
  );
}

function Evidence({ finding }: { readonly finding: Finding }) {
  const facts = evidenceFacts(finding.evidence, finding.title);
  return facts.length === 0 ? null : <Facts facts={facts} />;
}

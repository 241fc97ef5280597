/** A part of the product that changes are about, and the words that belong to it. */
export interface Area {
  readonly name: string;
  readonly entity: string;
  readonly entities: string;
  readonly actor: string;
  readonly label: string;
  readonly capabilities: readonly string[];
}

/** name | entity | entities | actor | label | capabilities */
const TABLE = `
  export API | export | exports | analyst | api | export-api export-formats export-schedules export-delivery
  billing service | invoice | invoices | accountant | billing | billing-invoices billing-taxes billing-dunning billing-refunds
  search index | query | queries | visitor | search | search-ranking search-index search-facets search-suggestions
  notification centre | notification | notifications | subscriber | messaging | notification-delivery notification-digests notification-preferences
  sign-in flow | session | sessions | member | identity | sign-in-sessions sign-in-recovery sign-in-second-factor
  file storage | upload | uploads | editor | storage | file-uploads file-versions file-previews file-quotas
  order pipeline | order | orders | customer | commerce | order-intake order-fulfilment order-returns order-tracking
  product catalogue | product | products | merchant | commerce | catalogue-products catalogue-prices catalogue-imports
  reporting dashboard | report | reports | manager | analytics | report-builder report-sharing report-refresh
  webhook gateway | webhook | webhooks | integrator | api | webhook-delivery webhook-signatures webhook-subscriptions
  audit trail | audit entry | audit entries | auditor | compliance | audit-records audit-retention audit-search
  team workspace | workspace | workspaces | owner | collaboration | workspace-members workspace-roles workspace-invitations
  comment threads | comment | comments | reviewer | collaboration | comment-threads comment-mentions comment-moderation
  calendar sync | appointment | appointments | planner | integration | calendar-sync calendar-reminders calendar-availability
  data import | import | imports | operator | data | import-mapping import-validation import-resume
  payment gateway | payment | payments | shopper | billing | payment-capture payment-disputes payment-methods
  feature flags | flag | flags | developer | platform | flag-rules flag-rollout flag-history
  job scheduler | job | jobs | operator | platform | job-queue job-retries job-priorities
  mobile client | screen | screens | traveller | client | mobile-offline mobile-sync mobile-notifications
  metrics collector | series | series | site engineer | observability | metrics-ingest metrics-retention metrics-alerts
  recommendation engine | recommendation | recommendations | reader | machine-learning | recommendation-models recommendation-feedback
  translation workflow | translation | translations | translator | content | translation-memory translation-review
  content editor | document | documents | author | content | document-editing document-history document-locking
  access control | permission | permissions | administrator | security | permission-checks permission-groups permission-requests
`;

export const areas: readonly Area[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [name = '', entity = '', entities = '', actor = '', label = '', capabilities = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    return { name, entity, entities, actor, label, capabilities: capabilities.split(' ') };
  });

/** `a` or `an` before a word of the table above. */
export function withArticle(word: string): string {
  return `${/^([aeio]|up|un[^i])/.test(word) ? 'an' : 'a'} ${word}`;
}

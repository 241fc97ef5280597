/** Whether something is kept to: in a sign and a word. */
export function Kept({ passed }: { readonly passed: boolean | null }) {
  if (passed === null) return <span class="kept text-warn">? not judged</span>;
  return passed ? <span class="kept text-good">✓ kept</span> : <strong class="kept text-bad">✗ not kept</strong>;
}

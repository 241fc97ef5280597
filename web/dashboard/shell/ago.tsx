import { showAgo, showTime } from '../../parts/when.ts';
import { useNow } from './use-now.ts';

/** How long ago; the exact time where one points at it. */
export function Ago({ iso }: { readonly iso: string }) {
  const now = useNow(20_000);
  return (
    <time dateTime={iso} title={showTime(iso)}>
      {showAgo(iso, now)}
    </time>
  );
}

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useTheme } from '../charts/theme.ts';

interface MoreProps {
  readonly summary: ComponentChildren;
  readonly children: () => ComponentChildren;
}

/** Details that are made when they are opened for the first time, and where no script runs at once. On paper they are open. */
export function More({ summary, children }: MoreProps) {
  const [wasOpened, open] = useState(typeof document === 'undefined');
  const details = useRef<HTMLDetailsElement>(null);
  const { isPrinting } = useTheme();
  useLayoutEffect(() => {
    const element = details.current;
    if (!isPrinting || element === null) return;
    const wasOpen = element.open;
    element.open = true;
    open(true);
    return () => {
      element.open = wasOpen;
    };
  }, [isPrinting]);
  return (
    <details class="more" ref={details} onToggle={(event) => event.currentTarget.open && open(true)}>
      <summary class="more-summary">{summary}</summary>
      {wasOpened && <div class="more-content">{children()}</div>}
    </details>
  );
}

import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTheme } from './theme.ts';

/** Whether an element is in sight or soon may be, or is on paper. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(true);
  const { isPrinting } = useTheme();
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(([seen]) => seen !== undefined && setNear(seen.isIntersecting), {
      rootMargin: '50% 0px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isNear || isPrinting;
}

/** What is drawn anew while `isLive`, or when `key` changes; else it stays as it was last drawn, at no cost. */
export function useFrozen(isLive: boolean, drawn: ComponentChild, key: unknown): ComponentChild {
  const last = useRef({ drawn, key });
  // The same node again tells Preact that there is nothing to look at.
  if (isLive || last.current.key !== key) last.current = { drawn, key };
  return last.current.drawn;
}

import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { useFrozen, useNear } from '../charts/near.tsx';
import type { Focus } from './focus.ts';

interface RunPartProps {
  readonly children: ComponentChild;
  readonly focus: Focus | undefined;
  readonly isLive: boolean;
}

/** A section of a run. Of one under way it is drawn anew each second only as long as it is near what is in sight. */
export function RunPart({ children, focus, isLive }: RunPartProps) {
  const element = useRef<HTMLDivElement>(null);
  const isNear = useNear(element);
  return <div ref={element}>{useFrozen(isNear || !isLive, children, focus)}</div>;
}

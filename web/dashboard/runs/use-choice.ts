import { useCallback, useState } from 'preact/hooks';

/** As much of a run as is needed to put it in order. */
export interface Chosen {
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
}

export interface Choice {
  /** The earliest first: what others are compared with. */
  readonly chosen: readonly Chosen[];
  readonly has: (id: string) => boolean;
  readonly toggle: (run: Chosen) => void;
  readonly clear: () => void;
}

/** Runs that have been picked, whatever list they are shown in. */
export function useChoice(): Choice {
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const toggle = useCallback((run: Chosen) => setChosen((before) => toggled(before, run)), []);
  const clear = useCallback(() => setChosen([]), []);
  return { chosen, has: (id) => chosen.some((run) => run.id === id), toggle, clear };
}

export function toggled(chosen: readonly Chosen[], { id, name, startedAt }: Chosen): readonly Chosen[] {
  if (chosen.some((run) => run.id === id)) return chosen.filter((run) => run.id !== id);
  return [...chosen, { id, name, startedAt }].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

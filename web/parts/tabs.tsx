import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly title: string; readonly content: ComponentChildren }[];
}

const KEYS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** One of several contents at a time; where no script runs, all of them. What has been shown once is kept as it is. */
export function Tabs({ label, tabs }: TabsProps) {
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const [chosenId, choose] = useState(tabs[0]?.id);
  const seen = useRef(new Set<string>());
  const chosen = tabs.find(({ id }) => id === chosenId) ?? tabs[0];
  if (chosen === undefined) return null;
  seen.current.add(chosen.id);
  const isStatic = typeof document === 'undefined';

  const onKeyDown = (event: KeyboardEvent) => {
    const move = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (move === undefined) return;
    event.preventDefault();
    const next = move(tabs.indexOf(chosen), tabs.length);
    choose(tabs[next]?.id);
    list.current?.querySelectorAll('button')[next]?.focus();
  };

  return (
    <div class="tabs">
      <div class="tabs-list needs-script" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            class="tabs-tab"
            role="tab"
            id={`${base}-tab-${id}`}
            aria-controls={`${base}-${id}`}
            aria-selected={id === chosen.id}
            tabIndex={id === chosen.id ? 0 : -1}
            onClick={() => choose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.map(({ id, title, content }) => (
        <div
          key={id}
          class="tabs-panel"
          role="tabpanel"
          id={`${base}-${id}`}
          aria-labelledby={`${base}-tab-${id}`}
          hidden={!isStatic && id !== chosen.id}
        >
          {isStatic && <h3>{title}</h3>}
          {(isStatic || seen.current.has(id)) && content}
        </div>
      ))}
    </div>
  );
}

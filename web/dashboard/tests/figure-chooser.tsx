import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showCount } from '../../../src/model/show-value.ts';
import { cleanText } from '../../parts/clean-text.ts';
import { figureTitle } from '../../trend/figure-title.ts';
import { type Figure, movedTo, wantedFigures } from './figure-choice.ts';

const MOST_SHOWN = 50;
const LIST = 'figure-list';
const optionId = (at: number): string => `figure-${at}`;

interface FigureChooserProps {
  readonly figures: readonly Figure[];
  readonly onChoose: (figure: Figure) => void;
}

/** One of many figures, found by typing words of its metric, step or aggregate. */
export function FigureChooser({ figures, onChoose }: FigureChooserProps) {
  const [wanted, setWanted] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => wantedFigures(figures, wanted), [figures, wanted]);
  const shown = found.slice(0, MOST_SHOWN);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const close = (): void => {
    setOpen(false);
    setAt(-1);
  };
  const choose = (figure: Figure | undefined): void => {
    if (figure === undefined) return;
    setWanted('');
    close();
    onChoose(figure);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moved = movedTo(event.key, at, shown.length);
    if (moved !== undefined) {
      event.preventDefault();
      setOpen(true);
      setAt(moved);
    } else if (event.key === 'Enter' && isOpen) choose(shown[at] ?? (shown.length === 1 ? shown[0] : undefined));
    else if (event.key === 'Escape') {
      if (!isOpen) setWanted('');
      close();
    }
  };

  return (
    <div class="figure-chooser">
      <input
        class="field"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label="Add a figure"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={LIST}
        aria-activedescendant={isOpen && at >= 0 ? optionId(at) : undefined}
        placeholder={`Add one of ${showCount(figures.length, 'figure')}…`}
        value={wanted}
        onInput={(event) => {
          setWanted(event.currentTarget.value);
          setOpen(true);
          setAt(-1);
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <div class="figure-choices" hidden={!isOpen}>
        <div id={LIST} class="figure-list" role="listbox" aria-label="Figures" ref={list}>
          {isOpen &&
            shown.map((figure, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and its keys choose
              <div
                key={figureTitle(figure)}
                id={optionId(index)}
                class="figure-option"
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                // Before the field loses the focus to it.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(figure)}
              >
                <bdi>{cleanText(figureTitle(figure), 120)}</bdi>
              </div>
            ))}
        </div>
        <p class="figure-count" role="status">
          {isOpen && countOf(found.length)}
        </p>
      </div>
    </div>
  );
}

function countOf(found: number): string {
  if (found === 0) return 'No figure is named like that.';
  return found <= MOST_SHOWN ? showCount(found, 'figure') : `${showCount(found, 'figure')}: type to find one`;
}

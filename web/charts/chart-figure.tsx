import type { ComponentChildren } from 'preact';

export interface ChartFigureProps {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  /** Told once beside the title, where the axis does not tell it. */
  readonly unit?: string | undefined;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of every chart: its title, its switches, and what it shows for those who cannot see it. */
export function ChartFigure({ kind, title, description, unit, tools, children }: ChartFigureProps) {
  return (
    <figure class={`chart chart-${kind}`}>
      <figcaption class="chart-head">
        <h3 class="chart-title">{title}</h3>
        {unit !== undefined && <span class="chart-unit">{unit}</span>}
        <p class="chart-hidden">{description}</p>
        {tools !== undefined && <span class="chart-tools">{tools}</span>}
      </figcaption>
      {children}
    </figure>
  );
}

export interface ChartSwitchProps<T extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: T; readonly title: string }[];
  readonly chosen: T;
  onChoose(id: T): void;
}

/** Two or three words side by side, one of them pressed. */
export function ChartSwitch<T extends string>({ label, choices, chosen, onChoose }: ChartSwitchProps<T>) {
  // Without a script there is nothing to press.
  if (typeof document === 'undefined') return null;
  return (
    <fieldset class="chart-switch needs-script">
      <legend class="chart-hidden">{label}</legend>
      {choices.map(({ id, title }) => (
        <button key={id} type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          {title}
        </button>
      ))}
    </fieldset>
  );
}

const SCALES = [
  { id: 'linear', title: 'linear' },
  { id: 'log', title: 'log' },
] as const;

export function ScaleSwitch({ title, isLog, onChange }: ScaleSwitchProps) {
  return (
    <ChartSwitch
      label={`Scale of ${title}`}
      choices={SCALES}
      chosen={isLog ? 'log' : 'linear'}
      onChoose={(id) => onChange(id === 'log')}
    />
  );
}

interface ScaleSwitchProps {
  readonly title: string;
  readonly isLog: boolean;
  onChange(isLog: boolean): void;
}

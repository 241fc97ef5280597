import type { Brush } from '../charts/specs.ts';

interface BarProps {
  /** Each a share of the whole width. */
  readonly parts: readonly { readonly share: number; readonly brush: Brush; readonly label?: string }[];
  /** What it shows, for those who can't see it. */
  readonly label: string;
  /** Where a line stands, as a share of the width. */
  readonly mark?: number;
}

/** Shares beside each other in one bar. */
export function Bar({ parts, label, mark }: BarProps) {
  let left = 0;
  return (
    <svg class="bar" role="img" aria-label={label} width="100%" height="10" preserveAspectRatio="none">
      <rect class="bar-ground" x="0" y="0" width="100%" height="10" rx="2" />
      {parts.map(({ share, brush, label: title }) => {
        const width = within(share, 1 - left);
        const x = left;
        left += width;
        return (
          <rect
            key={`${brush} ${title ?? ''} ${x}`}
            class={`bar-part brush-${brush}`}
            x={percent(x)}
            y="0"
            width={percent(width)}
            height="10"
          >
            {title !== undefined && <title>{title}</title>}
          </rect>
        );
      })}
      {mark !== undefined && (
        <line class="bar-mark" x1={percent(within(mark, 1))} x2={percent(within(mark, 1))} y1="0" y2="10" />
      )}
    </svg>
  );
}

function within(share: number, most: number): number {
  return Number.isFinite(share) ? Math.min(Math.max(share, 0), Math.max(most, 0)) : 0;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`;
}

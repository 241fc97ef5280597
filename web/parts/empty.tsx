import type { ComponentChildren } from 'preact';

/** Says that there is nothing to show, and why. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Location, Place } from '../router/location.ts';

/** Content that comes later than this finds its reader elsewhere. */
const SETTLE_MS = 4000;

/** Coming to a page moves the focus to its heading, and the view to its top, or to where it was left. */
export function useArrival(location: Pick<Location, 'scrolled'>, place: Place): void {
  // Only another page or entry of the history is an arrival.
  useLayoutEffect(() => {
    if (place.by === 'replace') return;
    const unscroll = scrollOnceThere(place.by === 'link' ? 0 : location.scrolled());
    if (place.by === 'load') return unscroll;
    const unfocus = focusOnceThere();
    return () => {
      unscroll();
      unfocus();
    };
  }, [place.key, place.by === 'link' || place.by === 'history' ? place.pathname : '']);
  // Where the page has become another by itself, what had the focus may be gone.
  useEffect(() => {
    if (place.by === 'replace' && document.activeElement === document.body) focusHeading();
  }, [place.pathname]);
}

/** The page's heading; what is around it until it comes with the content, and again where the content brings another. */
function focusOnceThere(): () => void {
  focusHeading();
  const main = document.querySelector('main');
  if (main === null) return () => {};
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
  };
  const observer = new MutationObserver(() => {
    if (document.activeElement === main || document.activeElement === document.body) focusHeading();
  });
  const timer = setTimeout(stop, SETTLE_MS);
  observer.observe(main, { childList: true, subtree: true });
  return stop;
}

function focusHeading(): void {
  const place = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  place?.setAttribute('tabindex', '-1');
  place?.focus({ preventScroll: true });
}

/** Pages grow while their content comes: scrolls as soon as they are long enough, unless somebody has scrolled by then. */
function scrollOnceThere(top: number): () => void {
  window.scrollTo({ top, behavior: 'instant' });
  if (top === 0) return () => {};
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
    for (const type of ['wheel', 'touchstart', 'keydown']) window.removeEventListener(type, stop);
  };
  const observer = new ResizeObserver(() => {
    window.scrollTo({ top, behavior: 'instant' });
    if (document.documentElement.scrollHeight - window.innerHeight >= top) stop();
  });
  const timer = setTimeout(stop, SETTLE_MS);
  for (const type of ['wheel', 'touchstart', 'keydown']) window.addEventListener(type, stop, { passive: true });
  observer.observe(document.body);
  return stop;
}

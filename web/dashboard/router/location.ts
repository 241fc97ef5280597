/** Where the app is. Addresses change by the browser's history, so that links, back and forward do what they do elsewhere. */
export interface Place {
  readonly pathname: string;
  readonly search: string;
  /** How it came to be here. */
  readonly by: 'load' | 'link' | 'history' | 'replace';
  /** Of this entry of the history. */
  readonly key: string;
}

type Listener = (place: Place) => void;

const SCROLLED = 'plimsoll-scrolled';
const MOST_SCROLLED = 50;

/** Follows and changes the address of one window. */
export class Location {
  readonly #window: Window;
  readonly #listeners = new Set<Listener>();
  #place: Place;
  #keys = 0;

  constructor(window: Window) {
    this.#window = window;
    window.history.scrollRestoration = 'manual';
    this.#place = this.#read('load', keyOf(window.history.state) ?? this.#newKey());
    window.history.replaceState({ key: this.#place.key }, '');
  }

  get place(): Place {
    return this.#place;
  }

  /** Until the function it returns is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows clicks on links of the app, and back and forward; until the function it returns is called. */
  start(): () => void {
    const { document } = this.#window;
    const onClick = (event: MouseEvent): void => this.#follow(event);
    const onPop = (): void => {
      const key = keyOf(this.#window.history.state);
      if (key === undefined) this.#enterPart();
      else this.#comeBack(key);
    };
    const onHide = (): void => this.#keepScroll();
    document.addEventListener('click', onClick);
    this.#window.addEventListener('popstate', onPop);
    this.#window.addEventListener('pagehide', onHide);
    return () => {
      document.removeEventListener('click', onClick);
      this.#window.removeEventListener('popstate', onPop);
      this.#window.removeEventListener('pagehide', onHide);
    };
  }

  go(href: string): void {
    this.#keepScroll();
    const key = this.#newKey();
    this.#window.history.pushState({ key }, '', href);
    this.#move('link', key);
  }

  /** Another address for what is shown: nothing moves, and back does not come here again. */
  replace(href: string): void {
    if (href === this.#place.pathname + this.#place.search) return;
    this.#window.history.replaceState({ key: this.#place.key }, '', href);
    this.#move('replace', this.#place.key);
  }

  /** How far down this place was when it was left; 0 for one that is new. */
  scrolled(): number {
    return this.#kept()[this.#place.key] ?? 0;
  }

  #comeBack(key: string): void {
    this.#keepScroll();
    this.#move('history', key);
  }

  /** A link to a part of the page has made an entry of its own. */
  #enterPart(): void {
    const key = this.#newKey();
    this.#window.history.replaceState({ key }, '');
    this.#move('replace', key);
  }

  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || !isPlain(event)) return;
    if (isWithinPage(link, this.#window.location)) this.#keepScroll();
    if (!isOwn(link, this.#window.location)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }

  #move(by: Place['by'], key: string): void {
    this.#place = this.#read(by, key);
    for (const listener of [...this.#listeners]) listener(this.#place);
  }

  #read(by: Place['by'], key: string): Place {
    const { pathname, search } = this.#window.location;
    return { pathname, search, by, key };
  }

  #newKey(): string {
    return `${Date.now().toString(36)}-${this.#keys++}`;
  }

  #keepScroll(): void {
    const kept = Object.entries({ ...this.#kept(), [this.#place.key]: Math.round(this.#window.scrollY) });
    try {
      this.#window.sessionStorage.setItem(SCROLLED, JSON.stringify(Object.fromEntries(kept.slice(-MOST_SCROLLED))));
    } catch {
      // A browser that keeps nothing starts each page at its top.
    }
  }

  #kept(): Record<string, number> {
    try {
      return JSON.parse(this.#window.sessionStorage.getItem(SCROLLED) ?? '{}');
    } catch {
      return {};
    }
  }
}

function keyOf(state: unknown): string | undefined {
  const isKeyed = typeof state === 'object' && state !== null && 'key' in state && typeof state.key === 'string';
  return isKeyed ? String(state.key) : undefined;
}

/** A click that asks for nothing but to go there: no new tab, no download. */
function isPlain(event: MouseEvent): boolean {
  const isModified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  return !event.defaultPrevented && event.button === 0 && !isModified;
}

/** Links to pages of this app; those to the API and to places within the page are the browser's. */
function isOwn(link: HTMLAnchorElement, location: globalThis.Location): boolean {
  if (link.origin !== location.origin || link.pathname.startsWith('/api/') || link.pathname === '/metrics')
    return false;
  return (
    (link.target === '' || link.target === '_self') && !link.hasAttribute('download') && !isWithinPage(link, location)
  );
}

function isWithinPage(link: HTMLAnchorElement, location: globalThis.Location): boolean {
  return link.hash !== '' && link.pathname === location.pathname && link.search === location.search;
}

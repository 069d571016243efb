import { createStore, useStore } from '../store.js';
import { withQuery } from './addresses.js';

/** Where the api serves the console. */
const BASE = '/console';

/** Which page is shown: its path below the console, and what it is narrowed to. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

function present(): Place {
  const { pathname, search } = window.location;
  const path = pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname;
  return { path: path.replace(/\/+$/, '') || '/', query: new URLSearchParams(search) };
}

const place = createStore(present());
window.addEventListener('popstate', () => place.set(present()));

export const usePlace = (): Place => useStore(place);

/** @param to path below the console, as it is in the browser's address. */
export const hrefOf = (to: string): string => `${BASE}${to}`;

/** Goes there; `replace` leaves no entry for the back button. */
export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) window.history.replaceState(null, '', hrefOf(to));
  else window.history.pushState(null, '', hrefOf(to));
  place.set(present());
}

/** The same page with other filters. */
export function narrow(change: Readonly<Record<string, string | null>>): void {
  const { path, query } = place.get();
  go(withQuery(path, query, change), { replace: true });
}

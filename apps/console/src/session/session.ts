import type { SessionAnswer } from '../api/answers.js';
import { createStore } from '../store.js';

/** The only thing that is kept, and only until the tab is closed. */
const KEY_NAME = 'termbook-key';

export type Session =
  | { readonly state: 'signed-out'; readonly because: string | undefined }
  /** A key is at hand, and not yet known to be good. */
  | { readonly state: 'asking'; readonly key: string }
  | { readonly state: 'signed-in'; readonly key: string; readonly who: SessionAnswer };

function first(): Session {
  const key = window.sessionStorage.getItem(KEY_NAME);
  return key === null ? { state: 'signed-out', because: undefined } : { state: 'asking', key };
}

export const session = createStore<Session>(first());

export function beginSession(key: string, who: SessionAnswer): void {
  window.sessionStorage.setItem(KEY_NAME, key);
  session.set({ state: 'signed-in', key, who });
}

/** @param because what whoever sits there is told. */
export function endSession(because?: string): void {
  window.sessionStorage.removeItem(KEY_NAME);
  session.set({ state: 'signed-out', because });
}

/** The key that calls are made with. */
export function keyAtHand(): string | undefined {
  const present = session.get();
  return present.state === 'signed-out' ? undefined : present.key;
}

/** Who is signed in. @throws Error outside of a session: pages are only shown within one. */
export function signedIn(): SessionAnswer {
  const present = session.get();
  if (present.state !== 'signed-in') throw new Error('Nobody is signed in');
  return present.who;
}

/** The vendor policy's: dates and cutoffs are meant in it. */
export function policyTimeZone(): string {
  const present = session.get();
  return present.state === 'signed-in' ? present.who.policy.timeZone : 'UTC';
}

import { useEffect } from 'preact/hooks';
import { go } from '../router/place.js';
import { NAVIGATION } from './pages.js';

/** How long after `g` its letter may come. */
const SEQUENCE_MS = 1_200;

/** Events count from the page's load on: 0 would be just now. */
const NEVER = Number.NEGATIVE_INFINITY;

export interface ShortcutActions {
  search(): void;
  help(): void;
  theme(): void;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(range|checkbox|radio|button)$/.test(target.type));

/** Keys that count wherever nobody types, and no dialog is open. */
export function useShortcuts(actions: ShortcutActions): void {
  useEffect(() => {
    let afterG = NEVER;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const isSecond = event.timeStamp - afterG < SEQUENCE_MS;
      afterG = NEVER;
      if (isSecond) goByLetter(event.key);
      else if (event.key === 'g') afterG = event.timeStamp;
      else if (event.key === 'j' || event.key === 'k') moveRow(event.key === 'j' ? 1 : -1);
      else if (event.key === '/') actions.search();
      else if (event.key === '?') actions.help();
      else if (event.key === 't') actions.theme();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [actions]);
}

function goByLetter(letter: string): void {
  const entry = NAVIGATION.flat().find((one) => one.letter === letter);
  if (entry === undefined) return;
  (document.activeElement as HTMLElement | null)?.blur();
  go(entry.to);
}

/** To the next row's link, or the one before; from outside of the list to its first. */
function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const present = rows.indexOf(document.activeElement as HTMLElement);
  const next = present === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, present + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}

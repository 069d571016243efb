import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SessionAnswer } from '../api/answers.js';
import { reachable } from '../api/reachable.js';
import { Said } from '../elements/said.js';
import { sentence } from '../format/words.js';
import { usePlace } from '../router/place.js';
import { Search } from '../search/search.js';
import { endSession } from '../session/session.js';
import { useStore } from '../store.js';
import { Clock } from './clock.js';
import { Help } from './help.js';
import mark from './mark.svg';
import { Navigation } from './navigation.js';
import { PageAt } from './page-at.js';
import { useShortcuts } from './shortcuts.js';
import { nextTheme, theme } from './theme.js';

/** What is around every page. */
export function Frame({ who }: { readonly who: SessionAnswer }) {
  const [open, setOpen] = useState<'search' | 'help' | undefined>();
  const [menu, setMenu] = useState(false);
  const { path } = usePlace();
  const actions = useMemo(
    () => ({ search: () => setOpen('search'), help: () => setOpen('help'), theme: nextTheme }),
    [],
  );
  useShortcuts(actions);
  useNewPage(path);
  const close = () => setOpen(undefined);
  return (
    <div class={menu ? 'frame frame-menu' : 'frame'}>
      <a class="skip" href="#main">
        To the content
      </a>
      <aside class="side">
        <p class="brand">
          <img src={mark} width="20" height="20" alt="" /> Termbook
        </p>
        <Navigation who={who} onGo={() => setMenu(false)} />
        <Who who={who} help={actions.help} />
      </aside>
      <header class="top">
        <button
          type="button"
          class="button button-plain menu"
          aria-expanded={menu}
          aria-label="Navigation"
          onClick={() => setMenu(!menu)}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.5" />
          </svg>
        </button>
        <button type="button" class="search-open" onClick={actions.search}>
          <span>Search by ID, PO, tracking ID, product, name</span>
          <kbd>/</kbd>
        </button>
        <Clock who={who} />
      </header>
      <main id="main" tabIndex={-1}>
        <PageAt path={path} who={who} />
      </main>
      {open === 'search' ? <Search onClose={close} /> : null}
      {open === 'help' ? <Help onClose={close} /> : null}
      <Away />
      <Said />
    </div>
  );
}

/** What is on the page stays there while nobody answers, and whoever reads it is told. */
function Away() {
  const isReachable = useStore(reachable);
  return (
    <div class="away" role="alert">
      {isReachable ? null : <p>Termbook does not answer. What is shown may be old; it is asked again by itself.</p>}
    </div>
  );
}

function Who({ who, help }: { readonly who: SessionAnswer; help(): void }) {
  const shown = useStore(theme);
  return (
    <div class="who">
      <p>
        <span class="who-client">{who.client}</span>
        <span class="quiet">{sentence(who.role)}</span>
      </p>
      <div class="who-actions">
        <button
          type="button"
          class="button button-plain"
          onClick={nextTheme}
          title="Light, dark, or as the system has it (t)"
        >
          {sentence(shown)}
        </button>
        <button type="button" class="button button-plain" onClick={help} title="Keys (?)">
          Keys
        </button>
        <button type="button" class="button button-plain" onClick={() => endSession()}>
          Sign out
        </button>
      </div>
    </div>
  );
}

/** A new page begins at its top, with the focus on what it is. */
function useNewPage(path: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    const heading = document.querySelector<HTMLElement>('main h1');
    (heading ?? document.getElementById('main'))?.focus({ preventScroll: true });
  }, [path]);
}

import type { TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SearchHit } from '../api/answers.js';
import { Dialog } from '../elements/dialog.js';
import { sentence } from '../format/words.js';
import { go, hrefOf } from '../router/place.js';
import { addressOfHit } from './hits.js';
import { search } from './searching.js';

/** After the last key, before it is asked. */
const PAUSE_MS = 180;
/** Of the api's search. */
const QUERY_CHARACTERS_MIN = 2;
const QUERY_CHARACTERS_MAX = 100;

interface Found {
  readonly q: string;
  readonly hits: readonly SearchHit[];
  readonly fault: string | undefined;
}

/** Search by anything, from everywhere. What is typed may be a name: it is put into no address of the browser. */
export function Search({ onClose }: { onClose(): void }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useFound(typed.trim());
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  // At once: who types on after / loses no letter.
  useLayoutEffect(() => field.current?.focus(), []);
  const open = (hit: SearchHit | undefined) => {
    if (hit === undefined) return;
    onClose();
    (document.activeElement as HTMLElement | null)?.blur();
    go(addressOfHit(hit));
  };
  const pressed = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen(Math.min(found.hits.length - 1, Math.max(0, chosen + step)));
    }
    if (event.key === 'Enter') open(found.hits[chosen]);
  };
  return (
    <Dialog title="Search" onClose={onClose}>
      <div class="search">
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded={found.hits.length > 0}
          aria-controls={list}
          aria-activedescendant={found.hits.length > 0 ? `${list}-${chosen}` : undefined}
          aria-label="ID, PO number, tracking ID, product or name"
          placeholder="ID, PO number, tracking ID, product or name"
          value={typed}
          maxLength={QUERY_CHARACTERS_MAX}
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={pressed}
        />
        <div class="search-found">
          <Hits list={list} found={found} chosen={chosen} open={open} />
          <p class="quiet" role="status">
            {saying(typed.trim(), found)}
          </p>
        </div>
      </div>
    </Dialog>
  );
}

interface HitsProps {
  readonly list: string;
  readonly found: Found;
  readonly chosen: number;
  open(hit: SearchHit): void;
}

function Hits({ list, found, chosen, open }: HitsProps) {
  return (
    <div id={list} role="listbox" aria-label="Found">
      {found.hits.map((hit, index) => (
        <a
          key={`${hit.kind} ${hit.id}`}
          id={`${list}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          class="hit"
          href={hrefOf(addressOfHit(hit))}
          onClick={(event) => {
            event.preventDefault();
            open(hit);
          }}
        >
          <span class="hit-kind">{sentence(hit.kind)}</span>
          <span class="hit-title">{hit.title}</span>
          <span class="quiet">{hit.detail}</span>
        </a>
      ))}
    </div>
  );
}

function saying(typed: string, { q, hits, fault }: Found): string {
  if (typed.length < QUERY_CHARACTERS_MIN) return 'Arrow keys choose, Enter opens.';
  if (fault !== undefined) return fault;
  if (q !== typed) return 'Searching…';
  return hits.length === 0 ? 'Nothing has this ID, number or name.' : '';
}

const NOTHING: Found = { q: '', hits: [], fault: undefined };

function useFound(typed: string): Found {
  const [found, setFound] = useState<Found>(NOTHING);
  useEffect(() => {
    if (typed.length < QUERY_CHARACTERS_MIN) {
      setFound(NOTHING);
      return undefined;
    }
    const gone = new AbortController();
    const timer = window.setTimeout(() => {
      search(typed, gone.signal).then(
        (hits) => setFound({ q: typed, hits, fault: undefined }),
        (error: Error) => gone.signal.aborted || setFound({ q: typed, hits: [], fault: error.message }),
      );
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      gone.abort();
    };
  }, [typed]);
  return found;
}

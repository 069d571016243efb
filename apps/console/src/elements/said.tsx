import { createStore, useStore } from '../store.js';

const said = createStore<{ readonly text: string; readonly at: number } | undefined>(undefined);

const SHOWN_MS = 8_000;

/** Says in the corner, and to who listens, what was done. */
export function say(text: string): void {
  const one = { text, at: Date.now() };
  said.set(one);
  window.setTimeout(() => said.get() === one && said.set(undefined), SHOWN_MS);
}

/** There from the start, so that screen readers notice what is put in. */
export function Said() {
  const one = useStore(said);
  return (
    <div class="said" role="status">
      {one === undefined ? null : <p>{one.text}</p>}
    </div>
  );
}

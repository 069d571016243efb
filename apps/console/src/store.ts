import { useEffect, useState } from 'preact/hooks';

/** A value that several parts of the page look at. */
export interface Store<Value> {
  get(): Value;
  set(next: Value): void;
  subscribe(changed: () => void): () => void;
}

export function createStore<Value>(first: Value): Store<Value> {
  let value = first;
  const subscribers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const changed of [...subscribers]) changed();
    },
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
  };
}

export function useStore<Value>(store: Store<Value>): Value {
  const [value, setValue] = useState(store.get());
  useEffect(() => {
    setValue(store.get());
    return store.subscribe(() => setValue(store.get()));
  }, [store]);
  return value;
}

/** Holds one value, changes it only through a pure reducer, and tells whoever asked. */
export interface Store<S, E> {
  get(): S;
  dispatch(event: E): void;
  subscribe(listener: (state: S, before: S) => void): () => void;
}

export function createStore<S, E>(start: S, next: (state: S, event: E) => S): Store<S, E> {
  let state = start;
  const listeners = new Set<(state: S, before: S) => void>();
  return {
    get: () => state,
    dispatch(event) {
      const before = state;
      state = next(before, event);
      if (state !== before) for (const listener of [...listeners]) listener(state, before);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

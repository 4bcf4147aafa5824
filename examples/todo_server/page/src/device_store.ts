// What this device, or this tab, remembers of its person: small things by name, as JSON. A browser may
// forbid it (private windows, blocked storage); then nothing is remembered and everything else works.

/** How long it is remembered. */
export type Keeper = 'device' | 'tab';

const storageOf = (keeper: Keeper) => (keeper === 'device' ? localStorage : sessionStorage);

export function recall<T>(name: string, otherwise: T, keeper: Keeper = 'device'): T {
  try {
    const kept = storageOf(keeper).getItem(`todo.${name}`);
    return kept === null ? otherwise : (JSON.parse(kept) as T);
  } catch {
    return otherwise;
  }
}

export function keep(name: string, value: unknown, keeper: Keeper = 'device'): void {
  try {
    storageOf(keeper).setItem(`todo.${name}`, JSON.stringify(value));
  } catch {
    // Not remembered.
  }
}

// What this device, or this tab, remembers of its person: small things by name, as JSON. A browser may
// forbid it (private windows, blocked storage) or have no room; then it is remembered as long as the page
// is open, and everything else works.

/** How long it is remembered. */
export type Keeper = 'device' | 'tab';

const storageOf = (keeper: Keeper) => (keeper === 'device' ? localStorage : sessionStorage);

/** What the storage did not take, as JSON. */
const unkept = new Map<string, string>();
const unkeptKey = (name: string, keeper: Keeper) => `${keeper} ${name}`;

export function recall<T>(name: string, otherwise: T, keeper: Keeper = 'device'): T {
  try {
    const kept = unkept.get(unkeptKey(name, keeper)) ?? storageOf(keeper).getItem(`todo.${name}`);
    return kept === null ? otherwise : (JSON.parse(kept) as T);
  } catch {
    return otherwise;
  }
}

export function keep(name: string, value: unknown, keeper: Keeper = 'device'): void {
  const json = JSON.stringify(value);
  try {
    storageOf(keeper).setItem(`todo.${name}`, json);
    unkept.delete(unkeptKey(name, keeper));
  } catch {
    unkept.set(unkeptKey(name, keeper), json);
  }
}

export function drop(name: string, keeper: Keeper = 'device'): void {
  unkept.delete(unkeptKey(name, keeper));
  try {
    storageOf(keeper).removeItem(`todo.${name}`);
  } catch {
    // Nothing is in there.
  }
}

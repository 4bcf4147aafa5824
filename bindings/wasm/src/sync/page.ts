// The page of a browser, as far as it tells: that it may be gone in a moment, and that it, or its network, is back.

/** 'seen': it was in the background, or asleep. */
export type PageNews = 'leaving' | 'seen' | 'online' | 'offline';

/** Returns what ends it. Elsewhere nothing is ever told. */
export function listenToPage(tell: (news: PageNews) => void): () => void {
  const { addEventListener, removeEventListener } = globalThis as Partial<typeof globalThis>;
  if (typeof addEventListener !== 'function') return () => {};
  const listener = ({ type }: Event) => {
    if (type === 'visibilitychange') return tell(document.visibilityState === 'hidden' ? 'leaving' : 'seen');
    tell(type === 'pagehide' ? 'leaving' : (type as PageNews));
  };
  const types = ['pagehide', 'visibilitychange', 'online', 'offline'];
  for (const type of types) addEventListener(type, listener);
  return () => types.forEach((type) => removeEventListener?.(type, listener));
}

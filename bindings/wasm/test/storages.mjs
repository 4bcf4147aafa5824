// Storages of tabs that something happens to.

/** The storage of a tab whose locks somebody can steal, as navigator.locks lets them. */
export function stealable(storage) {
  const thieves = [];
  return {
    __proto__: storage,
    locks: true,
    heads: (...args) => storage.heads(...args),
    async lock(name, wait, lost) {
      const release = await storage.lock(name, wait);
      if (release === undefined) return undefined;
      let held = true;
      const end = () => held && ((held = false), release());
      if (name.startsWith('slot ')) thieves.push(() => held && (end(), lost()));
      return end;
    },
    steal: () => thieves.splice(0).forEach((thief) => thief()),
  };
}

/** The storage as a tab sees it that is gone from one moment to the next: nothing more is written, and
 * its locks are free. */
export function crashable(storage) {
  const held = new Set();
  const tab = { locks: storage.locks };
  for (const call of ['heads', 'read', 'hasUnsent', 'readCredential']) {
    tab[call] = (...args) => storage[call](...args);
  }
  for (const call of ['write', 'append', 'claim', 'remove', 'writeCredential']) {
    tab[call] = async (...args) => {
      if (tab.gone) throw new Error('the tab is gone');
      return storage[call](...args);
    };
  }
  tab.lock = async (...args) => {
    const release = await storage.lock(...args);
    if (release === undefined) return undefined;
    held.add(release);
    return () => held.delete(release) && release();
  };
  tab.crash = () => {
    tab.gone = true;
    for (const release of [...held]) release();
    held.clear();
  };
  return tab;
}

// What screen readers are told without the focus moving: one polite region, emptied first, so that the
// same words twice are heard twice.

export function announce(words: string): void {
  const region = document.getElementById('spoken')!;
  region.textContent = '';
  setTimeout(() => (region.textContent = words), 50);
}

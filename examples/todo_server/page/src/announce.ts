// What screen readers are told without the focus moving: one polite region, emptied first, so that the
// same words twice are heard twice. It is where it can be heard: a dialog makes all the rest inert.

/** Milliseconds in which a screen reader sees that the region is there, and empty. */
const NOTICED = 100;
const region = document.getElementById('spoken')!;

export function announce(words: string): void {
  const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentElement !== place) place.append(region);
  region.textContent = '';
  setTimeout(() => (region.textContent = words), NOTICED);
}

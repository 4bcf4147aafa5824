// Text to be copied, with a button that does.
import { announce } from './announce.js';
import { button, element, icon } from './element.js';

let made = 0;

export function copyable(name: string, text: string): HTMLElement[] {
  const id = `copyable-${++made}`;
  const rows = Math.min(text.split('\n').length, 8);
  const field = element('textarea', { id, readonly: true, rows, class: 'copyable' });
  field.value = text;
  return [element('label', { for: id }, name), field, copyButton(field, name)];
}

export function copyButton(from: HTMLInputElement | HTMLTextAreaElement, name: string): HTMLButtonElement {
  const label = `Copy: ${name}`;
  const copy = button({ class: 'strong', 'aria-label': label }, [icon('copy'), 'Copy'], async () => {
    const words = (await copyFrom(from)) ? 'Copied' : 'Press Ctrl+C';
    copy.lastChild!.textContent = words;
    announce(words);
  });
  return copy;
}

/** A page that came over plain HTTP has no clipboard; then the text is selected, ready to be copied. */
async function copyFrom(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}

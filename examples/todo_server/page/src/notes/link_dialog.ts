// Asks where a link leads. Only addresses that are safe to press are taken (formats.ts).
import { button, element } from '../element.js';
import { safeAddress } from './formats.js';

/** undefined: nothing is to change; '': no link any more. */
export function askForLink(now: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const input = element('input', { id: 'address', type: 'text', inputmode: 'url', autocomplete: 'off', 'aria-describedby': 'address-wrong' });
    input.value = now;
    const wrong = element('p', { id: 'address-wrong', class: 'alert', role: 'alert' });
    const save = () => {
      const address = completed(input.value.trim());
      if (address !== undefined) return dialog.close(address === '' ? 'none' : `to ${address}`);
      wrong.textContent = 'This is no web or mail address.';
      input.focus();
    };
    input.addEventListener('keydown', (event) => event.key === 'Enter' && (event.preventDefault(), save()));
    const open = element('a', { class: 'quiet strong-link', href: safeAddress(now), target: '_blank', rel: 'noopener noreferrer', hidden: now === '' }, 'Open it');
    const remove = button({ class: 'quiet', hidden: now === '' }, ['No link'], () => dialog.close('none'));
    const cancel = button({ class: 'quiet' }, ['Cancel'], () => dialog.close());
    const go = button({ class: 'strong' }, ['Save'], save);
    const title = element('h2', { id: 'link-title' }, 'Link');
    const label = element('label', { for: 'address' }, 'Address');
    const answers = element('div', { class: 'answers' }, open, remove, cancel, go);
    const dialog = element('dialog', { class: 'link-dialog', 'aria-labelledby': 'link-title' }, title, label, input, wrong, answers);
    dialog.addEventListener('close', () => {
      dialog.remove();
      const { returnValue } = dialog;
      resolve(returnValue === 'none' ? '' : returnValue.startsWith('to ') ? returnValue.slice(3) : undefined);
    });
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}

/** "example.org" is meant as a web address, "ada@example.org" as a mail address. */
function completed(typed: string): string | undefined {
  if (typed === '') return '';
  const candidates = [typed, typed.includes('@') ? `mailto:${typed}` : `https://${typed}`];
  return candidates.map(safeAddress).find((address) => address !== undefined && /[.:]/.test(address));
}

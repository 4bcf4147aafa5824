// The share dialog: the links to hand on, and in plain words what each gives away.
import { linksOf } from './api.js';
import { copyButton } from './copyable.js';
import { button, element, icon } from './element.js';
import type { Link } from './link.js';

const EDIT = 'Whoever has this link can change everything on the list.';
const VIEW =
  'Whoever has this link can read the list, now and later, but not change it. That includes its history: ' +
  'what the list was at any time, with text that was deleted, and the names of those who wrote it.';

export class ShareDialog {
  readonly element = element('dialog', { class: 'share', 'aria-labelledby': 'share-title' });
  private readonly links = element('div', { class: 'links' });

  constructor(private readonly link: Link) {
    const title = element('h2', { id: 'share-title' }, 'Share this list');
    const close = button({ class: 'plain', 'aria-label': 'Close' }, [icon('remove')], () => this.element.close());
    const note = element('p', { class: 'hint' }, 'Links cannot be taken back. They are kept out of the server’s logs.');
    this.element.append(element('header', {}, title, close), this.links, note);
    // A press beside the dialog.
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
  }

  async open(): Promise<void> {
    this.links.replaceChildren(element('p', {}, 'Asking the server for the links…'));
    this.element.showModal();
    try {
      const { edit, view } = await linksOf(this.link);
      const shown = [shownLink('view', 'Link to read', view, VIEW)];
      if (edit !== undefined) shown.unshift(shownLink('edit', 'Link to edit', edit, EDIT));
      this.links.replaceChildren(...shown);
    } catch {
      const why = 'The links could not be had from the server. The one you are using:';
      const own = shownLink('own', 'This link', location.href, 'It gives the same rights that you have.');
      this.links.replaceChildren(element('p', { role: 'alert' }, why), own);
    }
  }
}

function shownLink(id: string, name: string, path: string, gives: string): HTMLElement {
  const address = new URL(path, location.origin).href;
  const input = element('input', {
    id: `link-${id}`, type: 'text', readonly: true, 'aria-describedby': `gives-${id}`, value: address,
  });
  input.addEventListener('focus', () => input.select());
  const line = element('div', { class: 'copied' }, input, copyButton(input, name));
  const label = element('label', { for: `link-${id}` }, name);
  return element('div', { class: 'link' }, label, line, element('p', { id: `gives-${id}`, class: 'hint' }, gives));
}

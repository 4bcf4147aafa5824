// The start page: what this is, a new list, and the lists that were opened on this device before.
import { announce } from './announce.js';
import { newList } from './api.js';
import { confirmed } from './confirm_dialog.js';
import { button, element, icon } from './element.js';
import { forgetKept, hasRefused, hasUnsent } from './kept.js';
import { addressOf } from './link.js';
import type { Visited } from './visited.js';
import { forget, visited } from './visited.js';

const UNSENT = 'Changes that were not sent yet stay on this device until its link is opened here again.';
const REFUSED = 'Changes that were not accepted are only on this device, and are deleted: open the list first to copy them.';

export function startPage(): HTMLElement {
  document.title = 'Shared to-do lists';
  const alert = element('p', { role: 'alert', class: 'alert' });
  const create = button({ class: 'strong large' }, [icon('add'), 'New list'], async () => {
    create.disabled = true;
    try {
      location.assign(await newList());
    } catch {
      alert.textContent = 'The server cannot be reached, so no list was made. Try again in a moment.';
      create.disabled = false;
      create.focus();
    }
  });
  const main = element('main', { class: 'start' });
  main.append(
    element('h1', {}, 'To-do lists to share'),
    element(
      'p',
      { class: 'lead' },
      'Make a list, send its link, and write on it together, at the same time if you like. ' +
        'It works without a connection too: what you write stays on this device and joins the rest later.',
    ),
    create,
    alert,
    visitedLists(),
  );
  return main;
}

function visitedLists(): HTMLElement {
  const lists = visited();
  const section = element('section', { 'aria-labelledby': 'visited', hidden: lists.length === 0 });
  section.append(
    element('h2', { id: 'visited' }, 'Opened on this device'),
    element('ul', { class: 'visited', role: 'list' }, ...lists.map(visitedList)),
  );
  return section;
}

function visitedList(list: Visited): HTMLElement {
  const name = list.name.trim() || 'List without a name';
  const link = element('a', { href: addressOf(list) }, name);
  if (list.rights === 'view') link.append(element('span', { class: 'tag' }, 'view only'));
  const label = `Forget on this device: ${name}`;
  const away = button({ class: 'plain', 'aria-label': label, title: 'Forget' }, [icon('remove')], async () => {
    const details = ['The list itself stays where it is. Without its link you will not find it again.'];
    if (await hasUnsent(list)) details.push(UNSENT);
    if (hasRefused(list)) details.push(REFUSED);
    if (!(await confirmed(`Forget “${name}” on this device?`, details.join(' '), 'Forget'))) return;
    forget(list);
    void forgetKept(list);
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector('a');
    item.remove();
    announce(`Forgotten: ${name}`);
    (next ?? document.querySelector('button'))?.focus();
  });
  const item = element('li', {}, link, away);
  return item;
}

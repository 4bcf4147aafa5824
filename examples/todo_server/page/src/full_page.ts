// Pages that say one thing: that a list cannot be opened and what to do about it, or that it is on its way.
import { copyable } from './copyable.js';
import { element } from './element.js';

export function fullPage(heading: string, ...lines: string[]): HTMLElement {
  document.title = heading;
  const said = lines.map((line) => element('p', {}, line));
  const home = element('a', { href: '/', class: 'strong' }, 'To the start page');
  return element('main', { class: 'full', tabindex: '-1' }, element('h1', {}, heading), ...said, home);
}

export const incompleteLink = () =>
  fullPage(
    'This link is not complete',
    'The part after the # is missing. It may have been lost when the link was copied.',
    'Ask whoever sent it to send the whole link again.',
  );

export const noSuchPage = () =>
  fullPage('There is nothing here', 'This address belongs to no list.');

/** `reason`: why the server closed the list. What this device has of it is shown: it may not be anywhere
 * else. */
export function closedPage(reason: string, message: string, content: readonly string[]): HTMLElement {
  const page = closedWhy(reason, message);
  if (content.length > 0) page.append(...copyable('What this device has of the list:', content.join('\n')));
  return page;
}

function closedWhy(reason: string, message: string): HTMLElement {
  if (reason === 'refused' || reason === 'notFound') {
    return fullPage(
      'This link does not open a list',
      'It may have been copied only in part, or the list is not here any more.',
      'Ask whoever sent it to send it again. If you opened this list on this device before, the start page still has the link you used.',
    );
  }
  const why = 'The server speaks a newer version than this page does.';
  return fullPage('This page is out of date', why, message, 'Reload the page.');
}

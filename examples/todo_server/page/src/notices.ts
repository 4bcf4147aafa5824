// What must not be missed, above the list: changes that were not accepted, with their content to copy, and
// a page that is too old. Nothing here goes away by itself.
import { copyable } from './copyable.js';
import { button, element, icon } from './element.js';
import type { Proposal } from './proposal_text.js';
import { proposalText } from './proposal_text.js';

export class Notices {
  readonly element = element('div', { class: 'notices' });

  notAccepted(heading: string, why: string, proposal: Proposal): void {
    this.add(heading, [element('p', {}, why), ...copyable('What was written:', proposalText(proposal))]);
  }

  needsNewer(): void {
    const reload = button({ class: 'strong' }, ['Reload'], () => location.reload());
    const why = 'Somebody edits this list with a newer version of this page. Until you reload, you can only read.';
    this.add('This page is out of date', [element('p', {}, why), reload]);
  }

  private add(heading: string, content: Node[]): void {
    const close = button({ class: 'plain', 'aria-label': `Dismiss: ${heading}` }, [icon('remove')], () => notice.remove());
    const title = element('h2', {}, heading);
    const notice = element('section', { class: 'notice', role: 'alert' });
    notice.append(element('header', {}, title, close), ...content);
    this.element.append(notice);
  }
}

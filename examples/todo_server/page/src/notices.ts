// What must not be missed, above the list: changes that were not accepted, with their content to copy, and
// a page that is too old. Nothing here goes away by itself; what was not accepted is nowhere else, so it
// is kept on the device until it is dismissed.
import { copyable } from './copyable.js';
import { keep, recall } from './device_store.js';
import { button, element, icon } from './element.js';
import type { Link } from './link.js';
import { credentialOf } from './link.js';

export interface Refused {
  heading: string;
  why: string;
  /** What `content` is called. */
  label: string;
  content: string;
}

/** The name under which the device remembers what was refused. */
export const refusedOf = (link: Link): string => `refused ${credentialOf(link)}`;

export class Notices {
  readonly element = element('div', { class: 'notices', role: 'group', 'aria-label': 'Notices', tabindex: -1 });
  private readonly kept: string;

  constructor(link: Link) {
    this.kept = refusedOf(link);
    for (const refused of this.all()) this.show(refused);
  }

  notAccepted(refused: Refused): void {
    keep(this.kept, [...this.all(), refused]);
    this.show(refused);
  }

  needsNewer(): void {
    const reload = button({ class: 'strong' }, ['Reload'], () => location.reload());
    const why = 'Somebody edits this list with a newer version of this page. Until you reload, you can only read.';
    this.add('This page is out of date', [element('p', {}, why), reload], () => {});
  }

  private all(): Refused[] {
    return recall<Refused[]>(this.kept, []);
  }
  private show(refused: Refused): void {
    const { heading, why, label, content } = refused;
    const same = JSON.stringify(refused);
    this.add(heading, [element('p', {}, why), ...copyable(label, content)], () =>
      keep(this.kept, this.all().filter((other) => JSON.stringify(other) !== same)));
  }

  private add(heading: string, content: Node[], dismissed: () => void): void {
    const close = button({ class: 'plain', 'aria-label': `Dismiss: ${heading}` }, [icon('remove')], () => {
      dismissed();
      const next = notice.nextElementSibling ?? notice.previousElementSibling;
      notice.remove();
      // Tab goes on from here, and not from the beginning of the page.
      (next?.querySelector<HTMLElement>('header button') ?? this.element).focus();
    });
    const title = element('h2', {}, heading);
    const notice = element('section', { class: 'notice', role: 'alert' });
    notice.append(element('header', {}, title, close), ...content);
    this.element.append(notice);
  }
}

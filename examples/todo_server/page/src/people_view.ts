// Who is here: the others as coloured initials, and oneself with a name that can be edited in place.
import { button, element } from './element.js';
import { initials } from './presence.js';
import type { Person } from './presence.js';
import { LONGEST_NAME, isNamed, rename, who } from './who.js';
import type { Who } from './who.js';

const MOST_SHOWN = 5;

export class PeopleView {
  readonly others = element('ul', { class: 'people', role: 'list', 'aria-label': 'Also here' });
  readonly self: HTMLElement;
  /** When the person has said what the name is. */
  renamed = (_who: Who): void => {};
  private readonly agree: HTMLButtonElement;
  private readonly badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
  private readonly input = element('input', {
    id: 'own-name', type: 'text', maxlength: LONGEST_NAME, autocomplete: 'nickname', spellcheck: 'false',
    'aria-describedby': 'own-name-hint',
  });

  constructor() {
    const label = element('label', { for: 'own-name' }, 'Your name');
    const hint = element('p', { id: 'own-name-hint', class: 'hint' }, 'The others on this list see it.');
    const agree = button({ class: 'quiet' }, ['Use this name'], () => this.rename());
    agree.hidden = isNamed();
    this.self = element('div', { class: 'self' }, this.badge, label, this.input, agree, hint);
    this.agree = agree;
    this.input.addEventListener('change', () => this.rename());
    this.input.addEventListener('keydown', (event) => event.key === 'Enter' && this.input.blur());
    this.showSelf(who());
  }

  show(people: readonly Person[]): void {
    const shown = people.slice(0, MOST_SHOWN).map((person) => {
      const badge = element('span', { class: 'badge', 'aria-hidden': 'true' }, initials(person.name));
      badge.dataset.colour = String(person.colour);
      return element('li', { title: person.name }, badge, element('span', { class: 'unseen' }, person.name));
    });
    const more = people.length - shown.length;
    if (more > 0) shown.push(element('li', { class: 'more' }, `+${more}`));
    this.others.replaceChildren(...shown);
    this.others.hidden = people.length === 0;
  }

  private rename(): void {
    const renamed = rename(this.input.value);
    this.showSelf(renamed);
    this.agree.hidden = true;
    this.renamed(renamed);
  }
  private showSelf({ name, colour }: Who): void {
    this.input.value = name;
    this.badge.textContent = initials(name);
    this.badge.dataset.colour = String(colour);
  }
}

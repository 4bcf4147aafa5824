// HistoryDialog: what the list was at any moment of its life, who did it, and the way back to it. What is
// shown is made of a document of that moment (past.ts); the list itself goes on meanwhile.
import type { Doc } from 'weft-crdt';
import { announce } from '../announce.js';
import { confirmed } from '../confirm_dialog.js';
import { button, element, icon } from '../element.js';
import { initials } from '../presence.js';
import type { Who } from '../who.js';
import type { ListThen } from './past.js';
import { Past, distinct } from './past.js';
import { thenView } from './then_view.js';

const MOST_LINES = 6;

export class HistoryDialog {
  readonly element = element('dialog', { class: 'history', 'aria-labelledby': 'history-title' });
  private readonly slider = element('input', { type: 'range', id: 'moment', min: 0, step: 1 });
  private readonly earlier = this.stepButton('Earlier', 'back', -1);
  private readonly later = this.stepButton('Later', 'forward', 1);
  private readonly place = element('span', { class: 'place' });
  private readonly authors = element('ul', { class: 'authors', role: 'list', 'aria-label': 'Who did it' });
  private readonly done = element('ul', { class: 'done-then', 'aria-label': 'What was done' });
  private readonly byWhom = element('input', { type: 'checkbox', role: 'switch', id: 'by-whom' });
  private readonly legend = element('ul', { class: 'authors legend', role: 'list', 'aria-label': 'Who wrote what' });
  private readonly view = element('section', { class: 'then', tabindex: 0, 'aria-label': 'The list as it was' });
  private readonly restoreButton = button({ class: 'strong' }, [icon('undo'), 'Restore this version'], () => void this.restore());
  private readonly nothing = element('p', { class: 'hint' }, 'Nothing has happened here yet.');
  private readonly parts = element('div', { class: 'history-parts' });
  private past: Past | undefined;
  private shown: ListThen | undefined;
  private frame = 0;

  constructor(
    private readonly doc: () => Doc,
    private readonly canRestore: () => boolean,
    /** Within which an older version is brought back. */
    private readonly restoring: (edits: () => void) => void,
  ) {
    const title = element('h2', { id: 'history-title' }, 'History');
    const close = button({ class: 'plain', 'aria-label': 'Close' }, [icon('remove')], () => this.element.close());
    const label = element('label', { for: 'moment' }, 'Moment ', this.place);
    const moments = element('div', { class: 'moments' }, this.earlier, this.slider, this.later);
    const track = element('span', { class: 'track', 'aria-hidden': 'true' });
    const byWhom = element('label', { class: 'switch', for: 'by-whom' }, this.byWhom, track, 'Show who wrote what');
    this.parts.append(label, moments, this.authors, this.done, byWhom, this.legend, this.view);
    const foot = element('div', { class: 'answers' }, this.restoreButton);
    this.element.append(element('header', {}, title, close), this.nothing, this.parts, foot);
    this.slider.addEventListener('input', () => this.showSoon());
    this.byWhom.addEventListener('change', () => this.draw());
    this.element.addEventListener('close', () => this.closed());
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
  }

  open(): void {
    this.past = new Past(this.doc());
    const last = this.past.length - 1;
    this.nothing.hidden = last >= 0;
    this.parts.hidden = last < 0;
    this.slider.max = String(Math.max(last, 0));
    this.slider.value = this.slider.max;
    document.body.append(this.element);
    this.element.showModal();
    this.slider.focus();
    this.show();
  }
  close(): void {
    this.element.close();
  }
  private closed(): void {
    cancelAnimationFrame(this.frame);
    this.past?.close();
    this.past = this.shown = undefined;
    this.element.remove();
  }

  private get step(): number {
    return Number(this.slider.value);
  }
  private get last(): number {
    return (this.past?.length ?? 0) - 1;
  }
  private stepButton(label: string, shape: 'back' | 'forward', by: -1 | 1): HTMLButtonElement {
    return button({ class: 'plain', 'aria-label': label, title: label }, [icon(shape)], () => {
      this.slider.value = String(this.step + by);
      this.showSoon();
      announce(this.slider.getAttribute('aria-valuetext') ?? '');
    });
  }

  /** A slider tells of more moments than anybody sees. */
  private showSoon(): void {
    this.tellPlace();
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.show());
  }
  private tellPlace(): void {
    if (this.past === undefined || this.last < 0) return;
    const { step, last } = this;
    const names = this.past.authorsOf(step).map(({ name }) => name).join(', ');
    this.place.textContent = `${step + 1} of ${last + 1}${step === last ? ': now' : ''}`;
    this.slider.setAttribute('aria-valuetext', `${this.place.textContent}, by ${names}`);
    this.earlier.setAttribute('aria-disabled', String(step === 0));
    this.later.setAttribute('aria-disabled', String(step === last));
  }
  private show(): void {
    const { past, step, last } = this;
    this.restoreButton.hidden = !this.canRestore() || last < 0;
    this.restoreButton.disabled = step === last;
    if (past === undefined || last < 0) return;
    this.shown = past.at(step);
    this.tellPlace();
    this.authors.replaceChildren(...past.authorsOf(step).map(badged));
    const lines = past.doneIn(step);
    const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : [];
    this.done.replaceChildren(...[...lines.slice(0, MOST_LINES), ...more].map((line) => element('li', {}, line)));
    this.done.hidden = lines.length === 0;
    this.draw();
  }
  private draw(): void {
    if (this.shown === undefined) return;
    const isByWhom = this.byWhom.checked;
    const texts = [this.shown.name, ...this.shown.todos.flatMap(({ name, notes }) => (notes ? [name, notes] : [name]))];
    this.legend.hidden = !isByWhom;
    this.legend.replaceChildren(...distinct(texts.flatMap(({ blame }) => blame.map(({ by }) => by))).map(badged));
    this.view.replaceChildren(...thenView(this.shown, isByWhom));
  }

  private async restore(): Promise<void> {
    const { past, step } = this;
    if (past === undefined || step === this.last) return;
    const details = 'Everybody’s list becomes what it was then. What was done since stays in the history, and you can undo this.';
    if (!(await confirmed(`Restore version ${step + 1}?`, details, 'Restore'))) return;
    this.restoring(() => past.restore(step));
    this.element.close();
    announce(`Version ${step + 1} is restored`);
  }
}

function badged(person: Who): HTMLElement {
  const badge = element('span', { class: 'badge', 'data-colour': person.colour, 'aria-hidden': 'true' }, initials(person.name));
  return element('li', {}, badge, person.name);
}

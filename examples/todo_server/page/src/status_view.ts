// The status line, and the switch beside it. What is shown follows at once, except that what is likely to
// be over soon waits a moment: most edits are saved sooner, and a line that flickers with every key says
// nothing; the dot alone is hollow meanwhile. What is said aloud waits longer and never repeats itself.
import { button, element } from './element.js';
import type { StatusWords } from './status_words.js';

const BRIEF_AFTER = 400;
const SPOKEN_AFTER = 1500;

export class StatusView {
  readonly element: HTMLElement;
  readonly offlineSwitch = element('input', { type: 'checkbox', role: 'switch', id: 'work-offline' });
  /** "Try now" was pressed. */
  retried = (): void => {};
  private readonly dot = element('span', { class: 'dot', 'aria-hidden': 'true' });
  private readonly text = element('span', { class: 'status-text' });
  private readonly detail = element('span', { class: 'status-detail' });
  private readonly spoken = element('span', { class: 'unseen', role: 'status' });
  private readonly retry = button({ class: 'quiet' }, ['Try now'], () => this.retried());
  private brief: ReturnType<typeof setTimeout> | undefined;
  private latest: StatusWords | undefined;
  private speaking: ReturnType<typeof setTimeout> | undefined;
  private next = '';
  private said = 'Saved'; // nothing to tell while all is as it should be

  constructor() {
    const line = element('p', { class: 'status-line' }, this.dot, this.text, ' ', this.detail);
    const label = element('label', { class: 'switch', for: 'work-offline' }, this.offlineSwitch);
    label.append(element('span', { class: 'track', 'aria-hidden': 'true' }), 'Work offline');
    this.element = element('div', { class: 'status' }, line, this.retry, this.spoken, label);
    this.retry.hidden = true;
  }

  show(words: StatusWords): void {
    this.latest = words;
    if (!words.isBrief || this.element.dataset.tone === undefined) this.showLatest();
    else this.waitALittle();
    this.speakLater(words.spoken);
  }

  private waitALittle(): void {
    this.element.dataset.settled = 'false';
    this.brief ??= setTimeout(() => this.showLatest(), BRIEF_AFTER);
  }
  private showLatest(): void {
    clearTimeout(this.brief);
    this.brief = undefined;
    this.element.dataset.settled = 'true';
    const { tone, text, detail, canRetry } = this.latest!;
    this.element.dataset.tone = tone;
    this.text.textContent = tone === 'away' ? `${text}:` : text;
    this.detail.textContent = detail;
    const hadFocus = document.activeElement === this.retry;
    this.retry.hidden = !canRetry;
    if (hadFocus && !canRetry) this.offlineSwitch.focus();
  }

  private speakLater(words: string): void {
    if (words === this.next) return;
    this.next = words;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      // "Saving…" is said to nobody, so "Saved" after it is no news.
      if (words.endsWith('…') || words === this.said) return;
      this.said = words;
      this.spoken.textContent = words;
    }, SPOKEN_AFTER);
  }
}

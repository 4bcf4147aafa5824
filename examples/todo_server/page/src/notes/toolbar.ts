// Toolbar: what can be done with the look of the notes. One stop for Tab, arrow keys inside, as toolbars
// have it; a button that is pressed is what the text at the caret is.
import type Quill from 'quill/core';
import { button, element } from '../element.js';

interface Tool {
  label: string;
  /** A letter that looks like what it does, or a drawing of an icon's size. */
  face: string;
  format: string;
  value: unknown;
  keys?: string;
}

const TOOLS: readonly Tool[] = [
  { label: 'Bold', face: 'B', format: 'bold', value: true, keys: 'Control+B' },
  { label: 'Italic', face: 'I', format: 'italic', value: true, keys: 'Control+I' },
  { label: 'Underline', face: 'U', format: 'underline', value: true, keys: 'Control+U' },
  { label: 'Strike through', face: 'S', format: 'strike', value: true },
  { label: 'Code', face: 'M9 7l-5 5 5 5M15 7l5 5-5 5', format: 'code', value: true },
  { label: 'Link', face: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1.5-1.5', format: 'link', value: true, keys: 'Control+K' },
  { label: 'Heading H1', face: 'H1', format: 'header', value: 1 },
  { label: 'Small heading H2', face: 'H2', format: 'header', value: 2 },
  { label: 'Bulleted list', face: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01', format: 'list', value: 'bullet' },
  { label: 'Numbered list', face: 'M10 6h10M10 12h10M10 18h10M4 5l1.5-1v4.5M4 13.5c.5-1 2.5-1 2.5.3 0 1-2.5 1.5-2.5 3.2h2.7', format: 'list', value: 'ordered' },
  { label: 'Quote', face: 'M5 7h5v6c0 3-2 4-4 4M14 7h5v6c0 3-2 4-4 4', format: 'blockquote', value: true },
  { label: 'Block of code', face: 'M4 5h16v14H4zM10 9l-3 3 3 3M14 9l3 3-3 3', format: 'code-block', value: true },
];

export class Toolbar {
  readonly element: HTMLElement;
  private readonly buttons: HTMLButtonElement[];

  constructor(
    private readonly quill: Quill,
    private readonly askForLink: () => void,
  ) {
    this.buttons = TOOLS.map((tool, i) => this.made(tool, i));
    this.element = element('div', { class: 'toolbar', role: 'toolbar' }, ...this.buttons);
    this.element.addEventListener('keydown', (event) => this.key(event));
    // The text keeps the focus, and with it what is selected.
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
    quill.on('editor-change', () => this.show());
    quill.keyboard.addBinding({ key: 'k', shortKey: true, handler: () => askForLink() });
    this.show();
  }

  private made({ label, face, format, keys }: Tool, index: number): HTMLButtonElement {
    const attributes = {
      class: 'plain tool', 'aria-label': label, title: label, 'aria-pressed': 'false', 'data-format': format,
      'aria-keyshortcuts': keys, tabindex: index === 0 ? 0 : -1,
    };
    const content = face.length > 2 ? drawing(face) : element('span', { 'aria-hidden': 'true' }, face);
    return button(attributes, [content], () => this.press(index));
  }

  private press(index: number): void {
    const { format, value } = TOOLS[index]!;
    if (format === 'link') return this.askForLink();
    const isOn = this.buttons[index]!.getAttribute('aria-pressed') === 'true';
    this.quill.format(format, isOn ? false : value, 'user');
    this.show();
  }

  private show(): void {
    const range = this.quill.hasFocus() ? this.quill.selection.lastRange : null;
    const formats = range ? this.quill.getFormat(range) : {};
    TOOLS.forEach(({ format, value }, i) => {
      const isOn = format === 'link' ? formats[format] !== undefined : formats[format] === value;
      this.buttons[i]!.setAttribute('aria-pressed', String(isOn));
    });
  }

  private key(event: KeyboardEvent): void {
    const at = this.buttons.indexOf(event.target as HTMLButtonElement);
    const count = this.buttons.length;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = this.buttons[(to + count) % count]!;
    this.buttons.forEach((other) => (other.tabIndex = other === next ? 0 : -1));
    next.focus();
  }
}

function drawing(path: string): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(namespace, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

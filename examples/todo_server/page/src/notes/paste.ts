// Pasted HTML: what of it may become notes. Quill takes what it knows and nothing else. But the page's
// policy forbids styles and handlers inside HTML, and browsers complain of each while they parse: so these
// are named differently before. What styles say of letters is kept.
import Delta from 'quill-delta';
import Clipboard from 'quill/modules/clipboard';

const LOOKS: readonly [RegExp, string][] = [
  [/font-weight:\s*(bold|[6-9]00)/i, 'bold'],
  [/font-style:\s*italic/i, 'italic'],
  [/text-decoration[^;]*underline/i, 'underline'],
  [/text-decoration[^;]*line-through/i, 'strike'],
];

export class CleanClipboard extends Clipboard {
  override convertHTML(html: string): Delta {
    return super.convertHTML(html.replace(/<[^>]*>/g, (tag) => tag.replace(/(\s|["'/])(style|on\w+)\s*=/gi, '$1data-$2=')));
  }
}

/** For Quill's clipboard. */
export const MATCHERS: [string, (node: Node, delta: Delta) => Delta][] = [
  ['script', () => new Delta()],
  ['h1', (_node, delta) => looking(delta, { header: 1 })],
  ['[data-style]', (node, delta) => {
    const style = (node as Element).getAttribute('data-style')!;
    const looks = LOOKS.filter(([pattern]) => pattern.test(style));
    return looking(delta, Object.fromEntries(looks.map(([, format]) => [format, true])));
  }],
];

const looking = (delta: Delta, attributes: Record<string, unknown>) =>
  delta.compose(new Delta().retain(delta.length(), attributes));

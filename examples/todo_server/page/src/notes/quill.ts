// Quill with what notes need and nothing else. Only this file and the editor load it, when somebody opens
// notes for the first time.
import Quill from 'quill/core';
import Blockquote from 'quill/formats/blockquote';
import Bold from 'quill/formats/bold';
import CodeBlock, { Code } from 'quill/formats/code';
import Header from 'quill/formats/header';
import Italic from 'quill/formats/italic';
import Link from 'quill/formats/link';
import List from 'quill/formats/list';
import Strike from 'quill/formats/strike';
import Underline from 'quill/formats/underline';
import { safeAddress } from './formats.js';
import { CleanClipboard, MATCHERS } from './paste.js';

/** The list's name is the page's first heading. */
class Heading extends Header {
  static override tagName = ['H2', 'H3'];
}
class SafeLink extends Link {
  static override sanitize(address: string): string {
    return safeAddress(address) ?? this.SANITIZED_URL;
  }
}
/** Undo is the whole list's (undo.ts): Quill's would take back what others wrote. */
class NoHistory {
  clear(): void {}
  cutoff(): void {}
  record(): void {}
}

Quill.register({ 'modules/history': NoHistory, 'modules/clipboard': CleanClipboard }, true);
Quill.register({
  'formats/blockquote': Blockquote,
  'formats/bold': Bold,
  'formats/code': Code,
  'formats/code-block': CodeBlock,
  'formats/header': Heading,
  'formats/italic': Italic,
  'formats/link': SafeLink,
  'formats/list': List,
  'formats/strike': Strike,
  'formats/underline': Underline,
});

/** Tab is not typed: it goes on to the next control, as everywhere on the page. */
const NO_TABS = Object.fromEntries(
  ['tab', 'remove tab', 'indent', 'outdent', 'indent code-block', 'outdent code-block'].map((name) => [name, null]),
);

export function makeQuill(container: HTMLElement): Quill {
  return new Quill(container, {
    modules: {
      keyboard: { bindings: NO_TABS },
      clipboard: { matchers: MATCHERS },
      uploader: { mimetypes: [], handler: () => {} }, // pictures are not text
    },
  });
}

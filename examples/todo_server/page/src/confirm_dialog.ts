// A question that is answered before something goes away.
import { button, element } from './element.js';

export function confirmed(question: string, details: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = element('dialog', { class: 'confirm', 'aria-labelledby': 'question' });
    const cancel = button({ class: 'quiet' }, ['Cancel'], () => dialog.close());
    const go = button({ class: 'strong' }, [yes], () => dialog.close('yes'));
    const answers = element('div', { class: 'answers' }, cancel, go);
    dialog.append(element('h2', { id: 'question' }, question), element('p', {}, details), answers);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

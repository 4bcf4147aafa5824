// A list as it was, to read. What can be done with a list is not in here.
import { element, icon } from '../element.js';
import { plainView, richView } from '../notes/rich_view.js';
import type { ListThen, TextThen } from './past.js';
import { plainText } from './past.js';

export function thenView({ name, todos }: ListThen, isByWhom: boolean): HTMLElement[] {
  const blame = (text: TextThen) => (isByWhom ? text.blame : undefined);
  const written = (text: TextThen, otherwise: string) =>
    plainText(text).trim() === '' ? [element('span', { class: 'hint' }, otherwise)] : plainView(plainText(text), blame(text));
  const rows = todos.map((todo) => {
    const spoken = element('span', { class: 'unseen' }, todo.done ? 'Done: ' : 'Not done: ');
    const tick = element('span', { class: 'ticked', 'data-done': String(todo.done) }, icon('tick'), spoken);
    const text = element('div', { class: 'todo-then' }, element('p', { class: todo.done ? 'struck' : undefined }, ...written(todo.name, 'empty to-do')));
    if (todo.notes && plainText(todo.notes).trim() !== '') text.append(richView(todo.notes.content, blame(todo.notes)));
    return element('li', {}, tick, text);
  });
  const list = rows.length > 0 ? element('ul', { class: 'todos-then', role: 'list' }, ...rows) : element('p', { class: 'hint' }, 'No to-dos.');
  return [element('h3', {}, ...written(name, 'List without a name')), list];
}

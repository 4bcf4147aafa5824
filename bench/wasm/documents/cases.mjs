// The cases of bench/documents, from the same numbers: those of crdt-benchmarks
// (https://github.com/dmonad/crdt-benchmarks), rich texts, undo and history. A case:
//   part    text, rich (read with its marks), list or map
//   shape   session    one user edits; each transaction's update goes to a second replica
//           exchange   two users edit at once, then exchange updates
//           gather     many users edit at once; one of them receives all updates
//           undo       the first user's transactions, one of the second's after each if there is a
//                      second, are all undone by the first, and redone
//           history    one user edits; then old versions are read
//   base    what all had before; users: each one's transactions, which are arrays of edits
//   expected, undone   the text, or pieces of it with their marks, or undefined: any
import { Draws } from './draws.mjs';
import { isThere, pathOf, readTrace } from '../trace.mjs';

const N = 6_000;
const CLIENTS = 1_540;
const SYNCED = 100;
const STEPS = 10_000;
const VERSIONS = 1_000;
const EDITS_A_MARK = 50;
const KEYS = ['bold', 'code', 'italic'];

const insertText = (at, text) => ({ kind: 'insertText', at, text });
const insert = (at, values) => ({ kind: 'insert', at, values });
const set = (value) => ({ kind: 'set', key: 'v', value });
const oneEach = (edits) => edits.map((edit) => [edit]);
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const put = (text, at, what) => text.slice(0, at) + what + text.slice(at);

const session = (part, transactions, expected) => ({
  part,
  shape: 'session',
  base: [],
  users: [transactions],
  expected,
});

// Edits of a text as it is then; makes them there too.
function insertWords(draws, held, least, most) {
  return times(N, () => {
    const at = draws.below(held.text.length + 1);
    const word = draws.word(least, most);
    held.text = put(held.text, at, word);
    return insertText(at, word);
  });
}
const letters = (draws, held) => insertWords(draws, held, 1, 1);
const words = (draws, held) => insertWords(draws, held, 3, 9);
function mixed(draws, held) {
  return times(N, () => {
    const { text } = held;
    const at = draws.below(text.length + 1);
    if (at === text.length || draws.below(2) === 0) {
      const word = draws.word(2, 10);
      held.text = put(text, at, word);
      return insertText(at, word);
    }
    const count = 1 + draws.below(Math.min(9, text.length - at));
    held.text = text.slice(0, at) + text.slice(at + count);
    return { kind: 'eraseText', at, count };
  });
}
function anywhere(seed, draw) {
  const held = { text: '' };
  const edits = draw(new Draws(seed), held);
  return session('text', oneEach(edits), held.text);
}
function atOnce(seed, draw) {
  const draws = new Draws(seed);
  const synced = draws.letters(SYNCED);
  const users = times(2, () => [draw(draws, { text: synced })]);
  return { part: 'text', shape: 'exchange', base: [insertText(0, synced)], users };
}

function append() {
  const text = new Draws(13).letters(N);
  return session('text', oneEach([...text].map((letter, i) => insertText(i, letter))), text);
}
function insertAtOnce() {
  const text = new Draws(14).letters(N);
  return session('text', [[insertText(0, text)]], text);
}
function prepend() {
  const letters = [...new Draws(15).letters(N)];
  const edits = letters.map((letter) => insertText(0, letter));
  return session('text', oneEach(edits), letters.reverse().join(''));
}
function insertAndErase() {
  const text = new Draws(19).letters(N);
  return session('text', [[insertText(0, text)], [{ kind: 'eraseText', at: 0, count: N }]], '');
}

const numbers = (draws, count) => times(count, draws.number);
function insertNumbers(draws, length) {
  return times(N, () => insert(draws.below(++length), [draws.number()]));
}
function numbersAtOnce(seed, edits) {
  const draws = new Draws(seed);
  const synced = numbers(draws, SYNCED);
  const users = times(2, () => [edits(draws)]);
  return { part: 'list', shape: 'exchange', base: [insert(0, synced)], users };
}
const gather = (part, edit) => ({
  part,
  shape: 'gather',
  base: [],
  users: times(CLIENTS, (client) => [[edit(client)]]),
});

function drawMark(draws, length, most) {
  const at = draws.below(length);
  const count = 1 + draws.below(Math.min(most, length - at));
  const key = KEYS[draws.below(KEYS.length)];
  return { kind: 'mark', at, count, key, on: draws.below(4) !== 0 };
}

/** What is on each letter of a text: a bit for each key. */
class RichModel {
  text = '';
  marks = [];

  append(text) {
    this.text += text;
    for (let i = 0; i < text.length; ++i) this.marks.push(0);
  }
  mark({ at, count, key, on }) {
    const bit = 1 << KEYS.indexOf(key);
    for (let i = at; i < at + count; ++i) {
      if (on) this.marks[i] |= bit;
      else this.marks[i] &= ~bit;
    }
  }
  pieces() {
    const names = (marks) => KEYS.filter((_, key) => (marks >> key) & 1);
    const pieces = [];
    for (let i = 0; i < this.text.length; ++i) {
      if (i === 0 || this.marks[i] !== this.marks[i - 1]) pieces.push(['', names(this.marks[i])]);
      pieces.at(-1)[0] += this.text[i];
    }
    return pieces;
  }
}

function richWords() {
  const draws = new Draws(24);
  const model = new RichModel();
  const edits = [];
  for (let word = 1; word <= N; ++word) {
    const at = model.text.length;
    const typed = `${draws.word(2, 9)} `;
    model.append(typed);
    edits.push(insertText(at, typed));
    if (word % 5 !== 0) continue;
    const mark = { kind: 'mark', at, count: typed.length - 1, key: 'bold', on: true };
    model.mark(mark);
    edits.push(mark);
  }
  return session('rich', oneEach(edits), model.pieces());
}
function richMarks() {
  const draws = new Draws(25);
  const length = 60_000;
  const model = new RichModel();
  model.append(draws.letters(length));
  const edits = times(N, () => drawMark(draws, length, 200));
  edits.forEach((mark) => model.mark(mark));
  const base = [insertText(0, model.text)];
  return { ...session('rich', oneEach(edits), model.pieces()), base };
}
function richAtOnce() {
  const draws = new Draws(26);
  const base = [insertText(0, draws.letters(N))];
  const users = times(2, () => oneEach(times(3_000, () => drawMark(draws, N, 200))));
  return { part: 'rich', shape: 'exchange', base, users };
}

function undoTyped(seed, steps) {
  const draws = new Draws(seed);
  let text = '';
  let cursor = 0;
  const edits = times(steps, () => {
    if (draws.below(20) === 0) cursor = draws.below(text.length + 1);
    const letter = draws.letter();
    text = put(text, cursor, letter);
    return insertText(cursor++, letter);
  });
  return { ...session('text', oneEach(edits), text), shape: 'undo', undone: '' };
}
function undoBeside() {
  const draws = new Draws(29);
  const made = [];
  const users = [[], []];
  for (let step = 0; step < STEPS; ++step) {
    const user = step % 2;
    const at = draws.below(made.length + 1);
    const letter = draws.letter();
    made.splice(at, 0, { letter, user });
    users[user].push(insertText(at, letter));
  }
  const text = (those) => those.map(({ letter }) => letter).join('');
  return {
    part: 'text',
    shape: 'undo',
    base: [],
    users: users.map(oneEach),
    expected: text(made),
    undone: text(made.filter(({ user }) => user === 1)),
  };
}

function recorded({ patches, content }) {
  const transactions = patches.map(([at, count, text]) => {
    const edits = [];
    if (count > 0) edits.push({ kind: 'eraseText', at, count });
    if (text !== '') edits.push(insertText(at, text));
    return edits;
  });
  return session('text', transactions.filter((edits) => edits.length > 0), content);
}
const history = (trace) => ({ ...recorded(trace), part: 'text', shape: 'history', versions: VERSIONS });
function marked(trace) {
  const plain = recorded(trace);
  const draws = new Draws(30);
  const transactions = [];
  let length = 0;
  plain.users[0].forEach((edits, i) => {
    for (const edit of edits) length += edit.text?.length ?? -edit.count;
    transactions.push(edits);
    const due = (i + 1) % EDITS_A_MARK === 0 && length > 0;
    if (due) transactions.push([drawMark(draws, length, 40)]);
  });
  return { ...plain, part: 'rich', users: [transactions] };
}

const PAPER = 'automerge-paper';
const BLOG = 'seph-blog1';
const from = (name, make) => Object.assign((traces) => make(readTrace(pathOf(traces, name))), { trace: name });

const object = (client) => ({ kind: 'setMap', key: 'v', fields: { name: `${client}`, address: 'here' } });

/** Each makes its case; those made of a recorded session have its name and want its folder. */
export const CASES = {
  'B1.1': append,
  'B1.2': insertAtOnce,
  'B1.3': prepend,
  'B1.4': () => anywhere(16, letters),
  'B1.5': () => anywhere(17, words),
  'B1.6': insertAndErase,
  'B1.7': () => anywhere(18, mixed),
  'B1.8': () => session('list', oneEach(numbers(new Draws(1), N).map((value, i) => insert(i, [value])))),
  'B1.9': () => session('list', [[insert(0, numbers(new Draws(2), N))]]),
  'B1.10': () => session('list', oneEach(numbers(new Draws(3), N).map((value) => insert(0, [value])))),
  'B1.11': () => session('list', oneEach(insertNumbers(new Draws(4), 0))),
  'B2.1': () => atOnce(23, (draws) => [insertText(0, draws.letters(N))]),
  'B2.2': () => atOnce(20, letters),
  'B2.3': () => atOnce(21, words),
  'B2.4': () => atOnce(22, mixed),
  'B2.1 list': () => numbersAtOnce(5, (draws) => [insert(0, numbers(draws, N))]),
  'B2.2 list': () => numbersAtOnce(6, (draws) => insertNumbers(draws, SYNCED)),
  'B3.1': () => gather('map', (client) => set(client)),
  'B3.2': () => gather('map', object),
  'B3.3': () => gather('map', (client) => set(`${client}`.repeat(CLIENTS))),
  'B3.4': () => gather('list', (client) => insert(0, [`${client}`])),
  B4: from(PAPER, recorded),
  'rich words': richWords,
  'rich marks': richMarks,
  'rich at once': richAtOnce,
  blog: from(BLOG, recorded),
  'blog marked': from(BLOG, marked),
  'undo 5,000': () => undoTyped(27, STEPS / 2),
  'undo 10,000': () => undoTyped(28, STEPS),
  'undo beside': undoBeside,
  history: from(PAPER, history),
};

export const canBeMade = (name, traces) =>
  CASES[name].trace === undefined || (traces !== '' && isThere(traces, CASES[name].trace));

// Past: the versions that a list went through, and what each was. Looking at one makes a document of that
// moment, which lives only as long as it is read.
import type { Doc, WeftText } from 'weft-crdt';
import { namesIn, somebody } from '../authors.js';
import { Todos } from '../model.js';
import type { Blame } from '../notes/rich_view.js';
import type { ProposedChange } from '../proposal_text.js';
import { changeLines } from '../proposal_text.js';
import type { Who } from '../who.js';

/** More are put together: a slider has only so many places. */
const MOST_STEPS = 500;

export interface Step {
  version: Uint8Array;
  authors: readonly number[];
}
export interface TextThen {
  content: ReturnType<WeftText['delta']>;
  blame: Blame;
}
export interface ListThen {
  name: TextThen;
  todos: { name: TextThen; done: boolean; notes: TextThen | undefined }[];
}

export class Past {
  readonly steps: readonly Step[];
  private readonly names: Map<number, Who>;

  constructor(private readonly doc: Doc) {
    this.steps = [...doc.timeline({ steps: MOST_STEPS })];
    this.names = namesIn(doc);
  }

  /** People, not agents: whoever comes back has another number. */
  authorsOf(step: number): Who[] {
    return distinct(this.steps[step]!.authors.map((agent) => this.who(agent)));
  }
  /** What was done in that step, a line each. */
  doneIn(step: number): string[] {
    const from = this.steps[step - 1]?.version;
    const changes = from ? this.doc.diff(from, this.steps[step]!.version) : [];
    return changeLines(changes.filter(({ path }) => path !== 'people') as ProposedChange[]);
  }
  at(step: number): ListThen {
    const then = this.doc.forkAt(this.steps[step]!.version);
    try {
      const todos = new Todos(then);
      const read = (text: WeftText) => this.read(text);
      return {
        name: read(todos.name),
        todos: todos.all().map(({ name, done, notes }) => ({ name: read(name), done, notes: notes && read(notes) })),
      };
    } finally {
      then.free();
    }
  }
  restore(step: number): void {
    this.doc.revertTo(this.steps[step]!.version);
  }

  private read(text: WeftText): TextThen {
    const there = text.blame().filter(({ deleted }) => deleted === undefined);
    const blame = there.map(({ count, agent }) => ({ count, by: this.who(agent) }));
    return { content: text.delta(), blame };
  }
  private who(agent: number): Who {
    if (!this.names.has(agent)) this.names.set(agent, this.wasCalled(agent));
    return this.names.get(agent)!;
  }
  /** Restoring a version takes back who came after it said to be. When they wrote it was there. */
  private wasCalled(agent: number): Who {
    const last = this.steps.findLast(({ authors }) => authors.includes(agent));
    if (last === undefined) return somebody(agent);
    const then = this.doc.forkAt(last.version);
    try {
      return namesIn(then).get(agent) ?? somebody(agent);
    } finally {
      then.free();
    }
  }
}

export function distinct(people: readonly Who[]): Who[] {
  return [...new Map(people.map((one) => [`${one.colour} ${one.name}`, one])).values()];
}
export const plainText = ({ content }: TextThen): string =>
  content.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');

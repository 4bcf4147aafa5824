// Past: the versions that a list went through, and what each was. Looking at one makes a document of that
// moment, which lives only as long as it is read.
import type { Doc, Timeline, TimelineStep, WeftText } from 'weft-crdt';
import { namesIn, namesOf, somebody } from '../authors.js';
import { Todos } from '../model.js';
import type { Blame } from '../notes/rich_view.js';
import type { ProposedChange } from '../proposal_text.js';
import { changeLines } from '../proposal_text.js';
import type { Who } from '../who.js';

/** Operations: a step is as long as one person goes on, and at most so many, or more in a list with a long
 * history: a slider has only so many places. */
const MOST_IN_STEP = 8;
const SENSIBLE_STEPS = 250;

export interface TextThen {
  content: ReturnType<WeftText['delta']>;
  blame: Blame;
}
export interface ListThen {
  name: TextThen;
  todos: { name: TextThen; done: boolean; notes: TextThen | undefined }[];
}

export class Past {
  /** How many steps there are. What is done while somebody looks comes after them. */
  readonly length: number;
  private readonly inStep: number;
  private readonly names: Map<number, Who>;
  private readonly stop: () => void;
  private haveAllNames = false;
  private timeline: Timeline | undefined;
  private latest: TimelineStep | undefined;

  constructor(private readonly doc: Doc) {
    const operations = doc.timeline({ steps: 1 }).step(0)?.operations ?? 0;
    this.inStep = Math.max(MOST_IN_STEP, Math.ceil(operations / SENSIBLE_STEPS));
    this.length = this.steps().length;
    this.names = namesIn(doc);
    this.stop = doc.on('change', () => (this.timeline = undefined));
  }
  close(): void {
    this.stop();
  }

  /** People, not agents: whoever comes back has another number. */
  authorsOf(step: number): Who[] {
    return distinct(this.step(step).authors.map((agent) => this.who(agent)));
  }
  /** What was done in that step, a line each. */
  doneIn(step: number): string[] {
    const { changes = [] } = this.step(step);
    return changeLines(changes.filter(({ path }) => path !== 'people') as ProposedChange[]);
  }
  at(step: number): ListThen {
    const then = this.doc.forkAt(this.step(step).version);
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
    // Everybody's name is their own to change.
    this.doc.revertTo(this.step(step).version, { except: ['people'] });
  }

  /** Good until the document changes; then there is another, which begins with the same steps. */
  private steps(): Timeline {
    return (this.timeline ??= this.doc.timeline({ authors: this.inStep }));
  }
  private step(number: number): TimelineStep {
    if (this.latest?.number !== number) this.latest = this.steps().step(number);
    if (this.latest === undefined) throw new Error(`no step ${number}`);
    return this.latest;
  }

  private read(text: WeftText): TextThen {
    const there = text.blame().filter(({ deleted }) => deleted === undefined);
    const blame = there.map(({ count, agent }) => ({ count, by: this.who(agent) }));
    return { content: text.delta(), blame };
  }
  private who(agent: number): Who {
    if (!this.names.has(agent)) this.recallNames();
    return this.names.get(agent) ?? somebody(agent);
  }
  /** Restoring a version takes back who came after it said to be; the history has it. */
  private recallNames(): void {
    if (this.haveAllNames) return;
    this.haveAllNames = true;
    for (const { changes = [] } of this.steps()) {
      for (const change of changes) {
        if (change.kind !== 'map' || change.path !== 'people') continue;
        for (const [agent, name] of namesOf(change.keys)) if (!this.names.has(agent)) this.names.set(agent, name);
      }
    }
  }
}

export function distinct(people: readonly Who[]): Who[] {
  return [...new Map(people.map((one) => [`${one.colour} ${one.name}`, one])).values()];
}
export const plainText = ({ content }: TextThen): string =>
  content.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');

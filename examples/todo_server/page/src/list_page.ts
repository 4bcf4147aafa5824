// ListPage: one list, put together of its parts, and the only file that knows both the document's
// connection and the page. Everything here hangs on the events of `Client` and its shared document.
import type { ChangeEvent, Client, Shared } from 'weft-crdt';
import { announce } from './announce.js';
import { sign } from './authors.js';
import { confirmed } from './confirm_dialog.js';
import { keep } from './device_store.js';
import { beforeEdits, callAsAct } from './editing.js';
import { button, element, icon } from './element.js';
import { HistoryDialog } from './history/history_dialog.js';
import type { Link } from './link.js';
import { ListView } from './list_view.js';
import type { Todo } from './model.js';
import { Todos } from './model.js';
import { NameView } from './name_view.js';
import { Notices } from './notices.js';
import type { Selected } from './own_place.js';
import { OwnPlace } from './own_place.js';
import { PeopleView } from './people_view.js';
import type { Person } from './presence.js';
import { personOf, told } from './presence.js';
import { healedWords, rejectedWords } from './proposal_text.js';
import { ShareDialog } from './share.js';
import { Undo } from './undo.js';
import { nothingWords, undoWords } from './undo_words.js';
import { StatusView } from './status_view.js';
import { statusWords } from './status_words.js';
import { Unsent } from './unsent.js';
import { declareFormats } from './notes/formats.js';
import { remember } from './visited.js';
import { isNamed, who } from './who.js';

export class ListPage {
  readonly element = element('main', { class: 'list-page' });
  private model: Todos;
  private readonly name: NameView;
  private readonly list: ListView;
  private readonly status = new StatusView();
  private readonly people = new PeopleView();
  private readonly notices: Notices;
  private readonly share: ShareDialog;
  private readonly place: OwnPlace;
  private readonly unsent = new Unsent();
  private readonly ending = new AbortController();
  private readonly undo = new Undo(this.ending.signal);
  private readonly history: HistoryDialog;
  private readonly viewOnly = element('span', { class: 'tag' }, 'View only');
  private readonly tally = element('p', { class: 'tally' });
  private readonly clearDone = button({ class: 'quiet' }, [''], () => this.askToClear());
  private readonly foot = element('footer');
  private done = 0;
  private isOutdated = false;
  private wasLive = false;
  private unkeptSince = Infinity;
  private remembered = '';
  private seconds: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly link: Link,
    private readonly client: Client,
    private readonly shared: Shared,
  ) {
    this.model = new Todos(shared.doc);
    this.name = new NameView(this.model.name);
    this.list = new ListView(this.model);
    this.share = new ShareDialog(link);
    this.notices = new Notices(link);
    this.history = new HistoryDialog(
      () => shared.doc,
      () => this.isEditable,
      (edits) => callAsAct(shared.doc, edits),
    );
    this.place = new OwnPlace(() => this.selected(), (at) => this.tell(at), this.ending.signal);
    this.assemble();
    this.listen();
    this.observe();
    this.showState();
  }

  get hasEnded(): boolean {
    return this.ending.signal.aborted;
  }
  /** Something else is shown from now on. What was asked is not asked any more. */
  end(): void {
    this.ending.abort();
    clearInterval(this.seconds);
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
  }

  private assemble(): void {
    const home = element('a', { href: '/', class: 'home' }, icon('back'), 'All lists');
    const share = button({ class: 'strong' }, [icon('share'), 'Share'], () => void this.share.open());
    const top = element('header', { class: 'top' }, home, this.viewOnly, this.people.others, share);
    const end = element('div', { class: 'end' }, this.tally, this.clearDone);
    this.element.append(top, this.notices.element, this.name.element, this.status.element);
    if (!isNamed()) this.element.append(this.people.self); // asked for once, then out of the way
    const history = button({ class: 'quiet' }, [icon('history'), 'History'], () => this.history.open());
    const tools = element('div', { class: 'tools' }, this.undo.element, history);
    this.element.append(tools, this.list.element, end, this.foot, this.share.element);
    if (isNamed()) this.foot.append(this.people.self);
    this.list.moved = () => this.place.moved();
    this.list.shown = (todos) => this.showTally(todos);
    this.showTally(this.model.all());
  }

  private listen(): void {
    const { client, shared, status } = this;
    client.on('status', () => this.showState());
    shared.on('state', () => this.showState());
    shared.on('replaced', () => this.replaced());
    shared.on('presence', () => this.showPeople());
    shared.on('rejected', (told) => this.notices.notAccepted(rejectedWords(told)));
    shared.on('healed', (told) => this.notices.notAccepted(healedWords(told)));
    shared.on('needsNewer', () => {
      this.isOutdated = true;
      this.notices.needsNewer();
      this.showState();
    });
    this.people.renamed = () => this.named();
    status.retried = () => (shared.closed ? shared.reopen() : client.goOnline());
    status.offlineSwitch.checked = client.status === 'offline';
    status.offlineSwitch.addEventListener('change', () => this.switched(status.offlineSwitch.checked));
    this.undo.done = (direction, changes, byKey) => {
      this.list.reveal(changes, byKey);
      if (byKey && changes.some(({ path }) => path === 'name')) this.name.field.input.focus();
      announce(undoWords(direction, changes, (index) => this.list.spokenName(index)));
    };
    this.undo.nothing = (direction) => announce(nothingWords(direction));
    addEventListener('beforeunload', (event) => this.unloaded(event)); // also when the list is not shown any more
    this.seconds = setInterval(() => this.showState(), 1000);
  }

  /** Again for each document: after 'replaced' it is another. */
  private observe(): void {
    const { doc } = this.shared;
    doc.on('change', (event) => this.changed(event));
    declareFormats(doc);
    this.undo.bind(doc);
    beforeEdits(doc, (isAct) => {
      sign(doc, (edits) => this.undo.outside(edits));
      if (isAct) this.undo.separate();
      return () => isAct && this.undo.separate();
    });
  }
  private replaced(): void {
    this.model = new Todos(this.shared.doc);
    this.history.close();
    this.name.rebind(this.model.name);
    this.list.rebind(this.model);
    this.observe();
    this.showState();
    this.showPeople();
  }

  private changed(event: ChangeEvent): void {
    this.unsent.note(event);
    this.list.changed(event);
    for (const change of event.changes) {
      if (change.path === 'name' && change.kind === 'text') this.name.field.integrate(change.delta);
    }
    this.place.moved();
    this.showState();
  }

  private get isEditable(): boolean {
    return this.shared.rights === 'edit' && !this.isOutdated;
  }
  private showState(): void {
    const { client, shared, unsent } = this;
    const { rights, live, saved, kept, closed } = shared;
    if (saved) unsent.clear();
    const editable = this.isEditable;
    this.undo.setEditable(editable);
    this.list.setState(editable, rights !== 'none');
    this.name.setEditable(editable);
    this.clearDone.hidden = !editable || this.done === 0;
    this.viewOnly.hidden = rights !== 'view';
    this.people.self.hidden = rights === 'view';
    const retryIn = Math.max(0, Math.ceil(((client.retryAt ?? 0) - Date.now()) / 1000));
    const { status } = client;
    this.unkeptSince = saved || kept ? Infinity : Math.min(this.unkeptSince, Date.now());
    const unkeptFor = Math.max(0, Date.now() - this.unkeptSince);
    this.status.show(statusWords({ status, retryIn, rights, live, saved, kept, unkeptFor, unsent: unsent.count, closed: closed?.message }));
    this.list.showUnsent((id) => status !== 'connected' && unsent.has(id));
    if (live && !this.wasLive) this.place.tellAgain();
    this.wasLive = live;
    this.rememberList();
  }
  private rememberList(): void {
    const { rights } = this.shared;
    const name = this.name.name;
    if (rights === 'none' || this.remembered === `${rights} ${name}`) return;
    this.remembered = `${rights} ${name}`;
    remember({ ...this.link, name, rights });
  }

  private showTally(todos: readonly Todo[]): void {
    const done = (this.done = todos.filter((todo) => todo.done).length);
    this.tally.textContent = todos.length === 0 ? '' : `${done} of ${todos.length} done`;
    this.clearDone.textContent = `Clear ${done} done`;
    this.clearDone.hidden = done === 0 || this.shared.rights !== 'edit' || this.isOutdated;
  }
  private async askToClear(): Promise<void> {
    const asked = this.list.done(); // what others tick meanwhile is not what the answer is about
    const count = asked.length;
    const what = count === 1 ? '1 to-do that is done' : `${count} to-dos that are done`;
    if (await confirmed(`Remove ${what}?`, `${count === 1 ? 'It goes' : 'They go'} away for everybody who has this list.`, `Remove ${count}`)) {
      this.list.removeDone(asked);
    }
  }

  private named(): void {
    if (this.people.self.parentElement !== this.foot) {
      this.foot.append(this.people.self);
      announce('Your name is at the end of the page from now on');
    }
    this.place.tellAgain();
  }
  private switched(offline: boolean): void {
    keep('offline', offline, 'tab');
    if (offline) this.client.goOffline();
    else this.client.goOnline();
  }
  private unloaded(event: BeforeUnloadEvent): void {
    if (!this.shared.saved && !this.shared.kept) event.preventDefault();
  }

  private selected(): Selected | undefined {
    const name = this.name.field.selected;
    return name ? { field: 'name', ...name } : this.list.selected();
  }
  private tell(at: Person['at']): void {
    if (this.shared.rights === 'edit') this.shared.setPresence(told(who(), at));
  }
  private showPeople(): void {
    const people = [...this.shared.presence]
      .map(([agent, { value }]) => personOf(agent, value))
      .filter((person) => person !== undefined);
    this.people.show(people);
    this.list.showPeople(people);
    this.name.showPeople(people.filter(({ at }) => at?.text === 'name'));
  }
}

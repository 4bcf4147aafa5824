// Windows onto a list, as a person has them, and waiting for what they show. Nothing here sleeps.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { Client, init } from 'weft-crdt';
import { Server } from './server.mjs';

const LIMIT = 20_000;
/** The one that the package is tested with: not every Node has one. */
const WebSocket = createRequire(import.meta.resolve('weft-crdt'))('ws');
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'], // it may be root that runs the tests
  });
});
after(() => browser?.close());

/** Runs `run` with a server of its own; what goes wrong in any window fails it. */
export function withServer(run) {
  return async (t) => {
    const world = new World(await Server.start());
    let failure;
    try {
      await run(world, t);
      assert.deepEqual(world.problems, []);
    } catch (error) {
      failure = error;
      if (world.problems.length > 0) error.message += `\nIn the windows: ${world.problems.join('\n')}`;
    }
    await Promise.all(world.contexts.map((context) => context.close()));
    world.clients.forEach((client) => client.close());
    // A test that failed may have left the server killed: what it failed of is what counts.
    await world.server.stop().catch((error) => (failure ??= error));
    if (failure) throw failure;
  };
}

class World {
  contexts = [];
  clients = [];
  problems = [];
  constructor(server) {
    this.server = server;
  }

  /** A browser of its own: another person. */
  async person(options = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(LIMIT);
    this.contexts.push(context);
    return context;
  }
  async open(context, address) {
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      const isServerDown = /net::ERR_|WebSocket connection/.test(message.text());
      if (message.type() === 'error' && !isServerDown) this.problems.push(message.text());
    });
    await page.goto(address);
    return new Window(page);
  }
  /** A program that edits the list, and need not write what the page would: its document, once it is here. */
  async program(address) {
    await init();
    const { pathname, hash } = new URL(address);
    const list = pathname.split('/')[2];
    const url = new URL('/sync', this.server.url.replace(/^http/, 'ws'));
    const client = new Client({ url, credential: list + hash, WebSocket, storage: null });
    this.clients.push(client);
    const shared = await client.open(list);
    if (!shared.live) await new Promise((here) => shared.on('state', () => shared.live && here()));
    return shared.doc;
  }
  /** Two people with one list. */
  async two() {
    const { edit, view } = await this.server.newList();
    const [ada, ben] = await Promise.all(
      [1, 2].map(async () => this.open(await this.person(), edit)),
    );
    await Promise.all([ada.untilStatus('Saved'), ben.untilStatus('Saved')]);
    return { ada, ben, edit, view };
  }
}

export class Window {
  constructor(page) {
    this.page = page;
  }
  text(index) {
    return this.page.locator('.todo textarea').nth(index);
  }
  /** The editor of a to-do's notes, opened when it is not. */
  async notes(index) {
    const row = this.page.locator('.todo').nth(index);
    const button = row.locator('.notes-button');
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    const editor = row.locator('.ql-editor');
    await editor.waitFor();
    return editor;
  }
  /** What the notes that are open look like, without what only the editor needs. */
  async untilNotes(html, index = 0) {
    const shown = ({ index, html }) => {
      const editor = document.querySelectorAll('.todo')[index]?.querySelector('.ql-editor');
      const copy = editor?.cloneNode(true);
      copy?.querySelectorAll('.ql-ui').forEach((ui) => ui.remove());
      const now = copy?.innerHTML.replace(/ (rel|target|spellcheck|class)="[^"]*"/g, '').replaceAll('\ufeff', '');
      return html === undefined ? now : now === html;
    };
    if (html === undefined) return this.page.evaluate(shown, { index });
    await this.untilTrue(shown, { index, html }).catch(async () => assert.equal(await this.page.evaluate(shown, { index }), html));
    return html;
  }
  get name() {
    return this.page.getByLabel('Name of the list');
  }
  get addButton() {
    return this.page.getByRole('button', { name: 'Add a to-do' });
  }
  get offlineSwitch() {
    return this.page.getByRole('switch', { name: 'Work offline' });
  }

  async add(...texts) {
    for (const text of texts) {
      await this.addButton.click();
      await this.page.keyboard.type(text);
    }
  }
  async switchOffline(offline) {
    await this.page.locator('label.switch').click();
    await this.untilTrue((wanted) => document.querySelector('[role=switch]').checked === wanted, offline);
  }

  texts() {
    return this.page.locator('.todo textarea').evaluateAll((fields) => fields.map((f) => f.value));
  }
  async untilTexts(...wanted) {
    const same = (texts) => {
      const shown = [...document.querySelectorAll('.todo textarea')].map((f) => f.value);
      return JSON.stringify(shown) === JSON.stringify(texts);
    };
    await this.untilTrue(same, wanted).catch(async () => assert.deepEqual(await this.texts(), wanted));
  }
  /** `pattern`: a regular expression, or how it begins. */
  async untilStatus(pattern) {
    const source = pattern.source ?? `^${pattern}`;
    const says = (wanted) => {
      const status = document.querySelector('.status[data-settled=true]');
      return status && new RegExp(wanted).test(status.querySelector('.status-line').textContent);
    };
    await this.untilTrue(says, source).catch(async () => {
      throw new Error(`"${await this.status()}" did not become "${source}"`);
    });
  }
  status() {
    return this.page.locator('.status-line').textContent();
  }
  untilTrue(check, argument) {
    return this.page.waitForFunction(check, argument, { timeout: LIMIT });
  }
  tool(name) {
    return this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  }
  /** What a screen reader was told last. */
  async untilAnnounced(words) {
    await this.untilTrue((wanted) => {
      const spoken = document.getElementById('spoken');
      const dialog = document.querySelector('dialog[open]'); // it makes what is outside of it inert
      return spoken?.textContent === wanted && (dialog === null || dialog.contains(spoken));
    }, words);
  }
}

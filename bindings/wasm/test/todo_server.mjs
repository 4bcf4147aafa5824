// A weft-todo of one's own, with its data in a folder that goes away with it: started, killed, and
// started again at the same address.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program =
  process.env.WEFT_TODO ??
  fileURLToPath(new URL('../../../build/test/examples/todo_server/weft-todo', import.meta.url));

export class TodoServer {
  static async start(...options) {
    if (!existsSync(program)) throw new Error(`no ${program}: build the target weft_todo first`);
    const server = new TodoServer();
    server.options = options;
    server.data = mkdtempSync(join(tmpdir(), 'weft-todo-'));
    await server.again();
    return server;
  }

  /** Starts, at the address of before if there was one. */
  async again() {
    const port = this.url === undefined ? '0' : new URL(this.url).port;
    this.process = spawn(program, ['--data', this.data, '--port', port, ...this.options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of this.process.stdout.setEncoding('utf8')) {
      said += chunk;
      const [, url] = /listening on (\S+)\n/.exec(said) ?? [];
      if (url !== undefined && said.includes('view link')) {
        this.url = url;
        break;
      }
    }
    if (this.url === undefined) throw new Error(`weft-todo did not start: ${said}`);
    this.process.stdout.resume();
  }

  get sync() {
    return `${this.url.replace('http', 'ws')}/sync`;
  }

  /** A new list: its id, and credentials to edit and to view. */
  async newList() {
    const response = await fetch(`${this.url}/api/lists`, { method: 'POST' });
    const { id, edit, view } = await response.json();
    const credential = (link) => `${id}#${link.split('#')[1]}`;
    return { id, edit: credential(edit), view: credential(view), path: edit };
  }

  async end(signal = 'SIGTERM') {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
  async remove() {
    await this.end('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }
}

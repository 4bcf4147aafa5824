// weft-todo on a free port with a folder of its own: `WEFT_TODO` says where the program is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = process.env.WEFT_TODO;
const built = join(dirname(fileURLToPath(import.meta.url)), '../../dist');

export class Server {
  page = built;
  static async start() {
    if (!program) throw new Error('WEFT_TODO must be the path of weft-todo');
    if (!existsSync(built)) throw new Error(`no ${built}: npx vite build comes first`);
    const server = new Server();
    server.data = mkdtempSync(join(tmpdir(), 'weft-todo-'));
    await server.run('0');
    return server;
  }

  async run(port) {
    const words = ['--data', this.data, '--page', this.page, '--port', port, '--lists-per-minute', '0'];
    this.process = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.exited = once(this.process, 'exit');
    for await (const line of createInterface(this.process.stdout)) {
      const match = /^listening on (\S+)/.exec(line);
      if (!match) continue;
      this.url = match[1];
      return;
    }
    throw new Error(`${program} ended before it listened`);
  }

  /** As a power cut would, as far as processes go. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }
  /** It answers nothing, like a network that carries nothing. Gives what ends that. */
  stall() {
    this.process.kill('SIGSTOP');
    return () => this.process.kill('SIGCONT');
  }
  /** Runs again with a page whose assets have other names, as when what is in them changed. */
  async deploy() {
    await this.kill();
    const assets = join(this.ownPage(), 'assets');
    const renamed = (name) => name.replace(/(\w)([\w-]{7})(\.\w+)$/, '$2$1$3');
    const names = readdirSync(assets);
    for (const name of names) renameSync(join(assets, name), join(assets, renamed(name)));
    for (const file of [join(this.page, 'index.html'), ...readdirSync(assets).map((name) => join(assets, name))]) {
      if (!/\.(html|js|css)$/.test(file)) continue;
      writeFileSync(file, names.reduce((text, name) => text.replaceAll(name, renamed(name)), readFileSync(file, 'utf8')));
    }
    await this.restart();
  }
  /** A copy of the page that may be written to. */
  ownPage() {
    if (this.page !== built) return this.page;
    this.page = mkdtempSync(join(tmpdir(), 'weft-todo-page-'));
    cpSync(built, this.page, { recursive: true });
    return this.page;
  }
  /** Of a server that is not running. Gives what restores it. */
  backUp() {
    const backup = mkdtempSync(join(tmpdir(), 'weft-todo-backup-'));
    cpSync(this.data, backup, { recursive: true });
    return () => {
      this.forget();
      cpSync(backup, this.data, { recursive: true });
      rmSync(backup, { recursive: true });
    };
  }
  /** Everything it had is gone. */
  forget() {
    rmSync(this.data, { recursive: true });
  }
  /** What a proxy in front of it says while it is down. Gives what ends that. */
  async badGateway() {
    const proxy = createServer((_request, answer) => answer.writeHead(502).end('Bad Gateway'));
    proxy.listen(Number(new URL(this.url).port), '127.0.0.1');
    await once(proxy, 'listening');
    return async () => {
      proxy.closeAllConnections();
      await new Promise((closed) => proxy.close(closed));
    };
  }
  /** Where it was. */
  restart() {
    return this.run(new URL(this.url).port);
  }
  /** In an orderly way. Throws if it was not: a server that fell over fails the test. */
  async stop() {
    this.process.kill('SIGCONT'); // a test that failed may have left it stalled
    this.process.kill('SIGTERM');
    const [code, signal] = await this.exited;
    rmSync(this.data, { recursive: true, force: true });
    if (this.page !== built) rmSync(this.page, { recursive: true, force: true });
    if (code !== 0) throw new Error(`weft-todo ended with ${signal ?? code}`);
  }

  /** Addresses of a new list: `{edit, view}`. */
  async newList() {
    const answer = await fetch(new URL('/api/lists', this.url), {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
    });
    const { edit, view } = await answer.json();
    return { edit: new URL(edit, this.url).href, view: new URL(view, this.url).href };
  }
}

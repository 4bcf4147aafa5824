// A program of its own that may take so many seconds of CPU time, however busy the machine is otherwise.
import { spawn } from 'node:child_process';

/** Resolves to the lines of JSON that it printed before it ended or was stopped, and how it ended. */
export function runLimited(script, seconds) {
  const limited = ['-c', 'ulimit -t "$0" && exec "$@"', seconds, process.execPath, '--expose-gc', ...script];
  const child = spawn('/bin/sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  return new Promise((resolve) =>
    child.on('close', (code, signal) => {
      const complete = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
      const told = complete.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
      resolve({ told, stopped: signal === 'SIGXCPU' || signal === 'SIGKILL', failed: code !== 0 });
    }),
  );
}

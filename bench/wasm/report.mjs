// The figures as tables, and how Weft stands to the fastest of the others.
const FIGURES = [
  ['local_ms', 'local edits, ms', 2],
  ['local_updates_ms', 'local edits, an update for each, ms', 4],
  ['remote_ms', 'remote, one update at a time, ms', 4],
  ['load_ms', 'load to text, ms', 1.5],
  ['update_bytes', 'mean bytes of an update', 1],
  ['saved_bytes', 'saved, bytes', undefined],
];

const show = (value) => {
  if (value === undefined) return '-';
  return value >= 1000 ? String(Math.round(value)) : value.toFixed(value < 10 ? 2 : 1);
};

function row(cells) {
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(16) : cell.padStart(17))).join(''));
}

export function printTables(results, traces, libraries) {
  const find = (trace, library) =>
    results.find((result) => result.trace === trace && result.library === library) ?? {};
  for (const [figure, title, goal] of FIGURES) {
    console.log(`\n${title}`);
    row(['', ...traces]);
    for (const library of libraries) {
      row([library, ...traces.map((trace) => show(find(trace, library)[figure]))]);
    }
    if (goal === undefined || !libraries.includes('weft')) continue;
    const others = libraries.filter((library) => library !== 'weft');
    const ratios = traces.map((trace) => {
      const best = Math.min(...others.map((library) => find(trace, library)[figure] ?? Infinity));
      return best / find(trace, 'weft')[figure];
    });
    row(['best / weft', ...ratios.map((ratio) => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} x` : '-'))]);
    console.log(`(the goal is ${goal} x)`);
  }
}

// Waiting for a condition, with a deadline; nothing is asserted about how long it takes.
const DEADLINE = 20_000;

export async function until(what, condition) {
  const end = Date.now() + DEADLINE;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

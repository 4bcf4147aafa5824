// Limits: how long is waited for what may never come, such as the answer of a browser's storage.
import { Code, WeftError } from '../errors.js';

const TURN = 1000;

export class NoAnswer extends WeftError {}

/** What `answer` gives; a NoAnswer after so many seconds, to each of which a turn of the event loop belongs: a page
 * that computes for long is not taken for a storage that hangs. `late` gets what comes after all. */
export async function limited<T>(
  answer: Promise<T> | T,
  late: (value: T) => void = () => {},
  seconds = 5,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const limit = new Promise<never>((_, reject) => {
    const wait = (left: number) => {
      timer = setTimeout(() => {
        if (left > 1) return wait(left - 1);
        over = true;
        reject(new NoAnswer(Code.FAILED_PRECONDITION, 'the storage does not answer'));
      }, TURN);
    };
    wait(seconds);
  });
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
    if (over) Promise.resolve(answer).then(late).catch(() => {});
  }
}

// What the status line says, and what is said aloud, from what is known of the connection. Pure.
// Honest before all: "saved" only when the server has it, "kept" only when the device has.

export interface SyncState {
  status: 'offline' | 'connecting' | 'connected' | 'waiting';
  /** Seconds until it is tried again, while waiting. */
  retryIn: number;
  rights: 'none' | 'view' | 'edit';
  live: boolean;
  saved: boolean;
  kept: boolean;
  /** Milliseconds since there was something that is not kept. */
  unkeptFor: number;
  /** How many changes are known not to be sent; 0 when they were made before this page was opened. */
  unsent: number;
  /** What the server said when it closed the list. */
  closed?: string | undefined;
}

export interface StatusWords {
  tone: 'good' | 'busy' | 'away' | 'bad';
  text: string;
  /** The rest of the sentence, less loud. */
  detail: string;
  canRetry: boolean;
  /** Likely to be over before anybody has read it. */
  isBrief: boolean;
  /** For screen readers; does not change with every second and every key. */
  spoken: string;
}

/** Milliseconds that a device may take to keep something before that is worth a warning. */
const KEEPING = 1500;

export function statusWords(state: SyncState): StatusWords {
  if (isNotKept(state) && state.unkeptFor > KEEPING) return notKept(state);
  switch (state.status) {
    case 'connected':
      return connected(state);
    case 'connecting':
      return away(state, 'Connecting…', 'Connecting');
    case 'waiting':
      return away(state, `Reconnecting in ${state.retryIn} s`, 'Connection lost');
    case 'offline':
      return away(state, 'Offline', 'Offline');
  }
}

function connected(state: SyncState): StatusWords {
  const { live, saved, rights, closed } = state;
  if (closed !== undefined) {
    return { ...away(state, 'The server closed the list', 'The server closed the list'), canRetry: true };
  }
  if (!saved) return words('busy', 'Saving…');
  if (rights === 'none') return words('busy', 'Opening…');
  if (!live) return words('busy', 'Catching up…');
  return words('good', rights === 'view' ? 'Up to date' : 'Saved');
}

function away(state: SyncState, text: string, spoken: string): StatusWords {
  const detail = whatIsWhere(state);
  const canRetry = state.status === 'waiting';
  return { tone: 'away', text, detail, canRetry, isBrief: isNotKept(state), spoken: `${spoken}: ${detail}` };
}

const isNotKept = ({ status, saved, kept }: SyncState) => status !== 'connected' && !saved && !kept;

function whatIsWhere(state: SyncState): string {
  const { rights, saved, unsent } = state;
  if (rights === 'none') return 'this list was never loaded on this device';
  if (rights === 'view') return 'you see the list as it was';
  if (isNotKept(state)) return `keeping ${changes(unsent)} on this device…`;
  return saved ? 'everything is saved' : `kept on this device, ${changes(unsent)} not yet sent`;
}

function notKept({ status, retryIn }: SyncState): StatusWords {
  const detail = 'Changes are only in this window: leave it open until you are online.';
  const next = status === 'waiting' ? ` Reconnecting in ${retryIn} s.` : '';
  const canRetry = status === 'waiting';
  return {
    tone: 'bad', text: 'Not kept!', detail: detail + next, canRetry, isBrief: false,
    spoken: `Not kept! ${detail}`,
  };
}

function changes(count: number): string {
  if (count === 0) return 'changes';
  return count === 1 ? '1 change' : `${count} changes`;
}

const words = (tone: StatusWords['tone'], text: string): StatusWords =>
  ({ tone, text, detail: '', canRetry: false, isBrief: tone === 'busy', spoken: text });

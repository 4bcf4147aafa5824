// The WebAssembly module: loading it, its memory, and how strings and bytes get in and out.
//
// Calls are raw exports of the C ABI (bindings/c/weft.h). What goes in is written to one scratch
// area, which a call may use until the next `reserve`; what comes out in bytes is described at `OUT`
// and must be copied at once.

import { Code, WeftError } from './errors.js';
import type { Source } from './source.js';
import { contentOf, hasZstd } from './zstd.js';

type Call = (...args: any[]) => number;
/** @internal */
type Native = { [name: `weft_${string}`]: Call } & {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(at: number): void;
};

const SHORT = 64; // up to here a loop is faster than a call of TextEncoder or TextDecoder
const SCRATCH = 1 << 16;
const MAX_KEPT = 1 << 20; // a larger scratch area is given back
const MOST = 2 ** 31 - 1; // the memory is smaller

/** @internal */
export let native: Native;
/** Where results go: 32 bytes, and the same as an index into `u32`. */
export let OUT = 0;
let OUT32 = 0;
let scratch = 0;
let scratchSize = 0;

// Views of the memory. They are renewed when it grows, which may be during any call.
export let u8: Uint8Array;
export let u16: Uint16Array;
export let u32: Uint32Array;
export let view: DataView;

function renewViews(): void {
  const { buffer } = native.memory;
  u8 = new Uint8Array(buffer);
  u16 = new Uint16Array(buffer);
  u32 = new Uint32Array(buffer);
  view = new DataView(buffer);
}

/** Set when a call was left in its midst: the module is compiled without exceptions, so what it was changing
 * stays half changed. Nothing is done with it from then on. */
let broken: WeftError | undefined;

export const isBroken = (): boolean => broken !== undefined;
/** What every call begins or ends with. */
export function refuseBroken(): void {
  if (broken === undefined) return;
  const why = `documents cannot be used any more, after: ${broken.message}`;
  throw new WeftError(broken.code, why);
}
function breakWith(code: Code, message: string): never {
  throw (broken ??= new WeftError(code, message));
}

const imports = {
  env: { emscripten_notify_memory_growth: () => renewViews() },
  weft: {
    now: () => Date.now(),
    hasZstd,
    /** Writes a frame's content at `to`; says whether it has exactly `size` bytes. */
    zstd(frame: number, frameSize: number, to: number, size: number): boolean {
      const content = contentOf(u8.slice(frame, frame + frameSize), size);
      if (content) u8.set(content, to);
      return content !== undefined;
    },
    checkFailed(condition: number, file: number, line: number): never {
      breakWith(Code.INTERNAL, `broken invariant ${zeroEnded(condition)} at ${zeroEnded(file)}:${line}`);
    },
  },
  wasi_snapshot_preview1: {
    // Only ever called when memory is exhausted.
    proc_exit(): never {
      breakWith(Code.RESOURCE_EXHAUSTED, 'out of memory');
    },
  },
};

/** Frees what the module made when nobody has it any more, where the language can tell. `free`: the export's name. */
export function registryOf(free: `weft_${string}`): FinalizationRegistry<number> | undefined {
  if (typeof FinalizationRegistry === 'undefined') return undefined;
  return new FinalizationRegistry<number>((at) => isBroken() || native[free]!(at));
}

/** Bytes of memory that all documents together hold, or held once: it grows and is used again. */
export function memoryUsage(): number {
  return isReady() ? native.memory.buffer.byteLength : 0;
}

export function isReady(): boolean {
  return native !== undefined;
}

let whyNotReady = 'await init() comes first';
/** `why`: what is thrown by whoever needs the module before it is loaded. */
export function explainUnready(why: string): void {
  whyNotReady = why;
}
export function requireReady(): void {
  if (!isReady()) throw new WeftError(Code.FAILED_PRECONDITION, whyNotReady);
}

/** @internal */
export function start(instance: WebAssembly.Instance): void {
  // A plain object: property access on it is faster than on the module's own.
  native = { ...instance.exports } as unknown as Native;
  (native as any)._initialize?.();
  renewViews();
  OUT = native.malloc(32);
  OUT32 = OUT >>> 2;
}

/** @internal */
export function startNow(bytes: BufferSource): void {
  start(new WebAssembly.Instance(new WebAssembly.Module(bytes), imports));
}

let starting: Promise<void> | undefined;
/** @internal */
export function startOnce(source: Source): Promise<void> {
  if (isReady()) return Promise.resolve();
  starting ??= startFrom(source).catch((error) => {
    starting = undefined; // so that it can be tried again
    throw error;
  });
  return starting;
}

async function startFrom(source: Source): Promise<void> {
  let from = await source;
  if (typeof from === 'string' || from instanceof URL || isA(from, 'Request')) {
    from = await fetch(from as RequestInfo);
  }
  if (isA(from, 'Response')) return start(await instantiateResponse(from as Response));
  const made: any = await WebAssembly.instantiate(from as any, imports);
  start(made.instance ?? made);
}

function isA(value: unknown, name: 'Request' | 'Response'): boolean {
  const type = (globalThis as any)[name];
  return type !== undefined && value instanceof type;
}

async function instantiateResponse(response: Response): Promise<WebAssembly.Instance> {
  const type = response.headers.get('content-type') ?? '';
  const isPage = /^text\/html/.test(type); // which some servers give for whatever they do not have
  if (!response.ok || isPage) {
    const why =
      `weft.wasm: ${isPage ? 'a page' : `HTTP ${response.status}`} from ${response.url}. With Vite's dev server: ` +
      "optimizeDeps: { exclude: ['weft-crdt'] }, or import url from 'weft-crdt/weft.wasm?url' and await init(url)";
    throw new WeftError(Code.NOT_FOUND, why);
  }
  // Streaming needs the server to say application/wasm; not every one does.
  if (/^application\/wasm/.test(type)) {
    return (await WebAssembly.instantiateStreaming(response, imports)).instance;
  }
  return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance;
}

/** An area of at least `size` bytes, aligned for numbers, good until the next call of this. */
export function reserve(size: number): number {
  refuseBroken();
  if (size > scratchSize || (scratchSize > MAX_KEPT && size <= SCRATCH)) {
    native.free(scratch);
    scratchSize = Math.max(size, SCRATCH);
    scratch = size <= MOST ? native.malloc(scratchSize) : 0; // which takes a number modulo 2^32
    if (scratch === 0) {
      scratchSize = 0;
      throw new WeftError(Code.RESOURCE_EXHAUSTED, `no memory for ${size} bytes`);
    }
  }
  return scratch;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const LONE_HALF = /\p{Surrogate}/u;
const hasLoneHalf: (text: string) => boolean =
  'isWellFormed' in String.prototype
    ? (text) => !(text as any).isWellFormed()
    : (text) => LONE_HALF.test(text);

/** Of a program's string, which may be anything. */
export function maxUtf8(text: string): number {
  if (typeof text === 'string') return text.length * 3;
  throw new WeftError(Code.INVALID_ARGUMENT, `${typeof text} is no string`);
}

/** Writes UTF-8 at `at`, where maxUtf8 bytes are free; says how many it took. */
export function putUtf8(text: string, at: number): number {
  return putUtf8At(text, u8, at);
}
/** The same into another array. */
export function putUtf8At(text: string, into: Uint8Array, at: number): number {
  const size = text.length;
  if (size <= SHORT) {
    let i = 0;
    for (; i < size; ++i) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) break;
      into[at + i] = unit;
    }
    if (i === size) return size;
  }
  if (hasLoneHalf(text)) {
    throw new WeftError(Code.INVALID_ARGUMENT, 'half of a surrogate pair');
  }
  return encoder.encodeInto(text, into.subarray(at, at + maxUtf8(text))).written!;
}

/** Writes UTF-16 at `at`, when it is short; says whether. */
export function putShortUtf16(text: string, at: number): boolean {
  const size = text.length;
  if (size > SHORT) return false;
  for (let i = 0, unit = at >>> 1; i < size; ++i) u16[unit + i] = text.charCodeAt(i);
  return true;
}

/** Of a program's bytes, which may be anything, or of another page. */
export function sizeOfBytes(bytes: Uint8Array): number {
  if (bytes?.BYTES_PER_ELEMENT === 1) return bytes.length;
  throw new WeftError(Code.INVALID_ARGUMENT, `${typeof bytes} is no Uint8Array`);
}

export function putBytes(bytes: Uint8Array): number {
  const size = sizeOfBytes(bytes);
  const at = reserve(size);
  if (size > SHORT) {
    u8.set(bytes, at);
  } else {
    for (let i = 0; i < size; ++i) u8[at + i] = bytes[i]!;
  }
  return at;
}

export function getUtf8(at: number, size: number, from: Uint8Array = u8): string {
  if (size <= SHORT) {
    let text = '';
    let i = 0;
    for (; i < size; ++i) {
      const byte = from[at + i]!;
      if (byte >= 0x80) break;
      text += String.fromCharCode(byte);
    }
    if (i === size) return text;
  }
  return decoder.decode(from.subarray(at, at + size));
}

/** The bytes described at OUT, copied. */
export function outBytes(): Uint8Array {
  const at = u32[OUT32]!;
  const size = u32[OUT32 + 1]!;
  if (size > SHORT) return u8.slice(at, at + size);
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; ++i) bytes[i] = u8[at + i]!;
  return bytes;
}

export const outText = (): string => getUtf8(u32[OUT32]!, u32[OUT32 + 1]!);
export const outNumber = (): number => u32[OUT32]!;
/** Of several numbers of 64 bits at OUT. Small ones, as nearly all are, stay small integers. */
export function outLong(index: number): number {
  const low = u32[OUT32 + 2 * index]!;
  const high = u32[OUT32 + 2 * index + 1]!;
  return high === 0 ? low : low + high * 2 ** 32;
}

/** Undefined when it has none. */
export function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new WeftError(Code.INVALID_ARGUMENT, String(error));
  }
}

export function zeroEnded(at: number): string {
  return getUtf8(at, u8.indexOf(0, at) - at);
}

/** A word by its number, as the module takes it. */
export function numberOf(word: string, words: readonly string[], what: string): number {
  const number = words.indexOf(word);
  if (number >= 0) return number;
  throw new WeftError(Code.INVALID_ARGUMENT, `"${String(word)}" is no ${what}`);
}

/** A position or count as the module takes it. */
export function natural(value: number, what: string, least = 0): number {
  if (typeof value === 'number' && value >>> 0 === value && value >= least) return value;
  throw new WeftError(Code.OUT_OF_RANGE, `${what} must be an integer from ${least} on, not ${String(value)}`);
}

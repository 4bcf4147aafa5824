// Reading what the C++ library compressed: with a zstd that the program brings, so that nobody
// downloads one who does not need it.

/** One zstd frame's content, which has exactly `size` bytes. May throw; must not call this package. */
export type Decompress = (frame: Uint8Array, size: number) => Uint8Array;

let decompress: Decompress | undefined;

/** From now on `Doc.load` opens compressed files too. What it kept of them unread (history) goes through
 * `use` when it is needed. The frames may be anybody's: `use` should make no more than `size` bytes. */
export function useZstd(use: Decompress): void {
  decompress = use;
}

const MAGIC = 0xfd2fb528;

/** Whether `frame` is one zstd frame, and states that it holds `size` bytes (RFC 8878, 3.1.1). Beyond the
 * end it throws. */
function isFrameOf(frame: Uint8Array, size: number): boolean {
  const bytes = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const head = bytes.getUint8(4);
  const isSingleSegment = (head >> 5) & 1;
  let at = 5 + (1 - isSingleSegment) + [0, 1, 2, 4][head & 3]!; // without window and dictionary
  const stated = [
    () => (isSingleSegment ? bytes.getUint8(at) : -1),
    () => bytes.getUint16(at, true) + 256,
    () => bytes.getUint32(at, true),
    () => Number(bytes.getBigUint64(at, true)),
  ][head >> 6]!();
  if (bytes.getUint32(0, true) !== MAGIC || stated !== size) return false;
  at += [isSingleSegment, 2, 4, 8][head >> 6]!;
  for (let isLast = 0; !isLast; ) {
    const block = bytes.getUint16(at, true) + bytes.getUint8(at + 2) * 0x10000;
    isLast = block & 1;
    const isOneByte = ((block >> 1) & 3) === 1;
    at += 3 + (isOneByte ? 1 : block >> 3);
  }
  return at + (head & 4) === frame.length; // with a checksum, if it has one
}

export const hasZstd = (): boolean => decompress !== undefined;

/** The content of `frame`; undefined unless it is one frame of exactly `size` bytes. */
export function contentOf(frame: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const content = isFrameOf(frame, size) ? decompress!(frame, size) : undefined;
    return content?.length === size ? content : undefined;
  } catch {
    return undefined;
  }
}

// Random numbers: the platform's. Node 18 has them in a module only, so the entry for Node gives that.
type Source = Pick<Crypto, 'getRandomValues'>;

let given: Source | undefined;

export function useRandom(source: Source): void {
  given = source;
}
/** 64 bits. */
export function randomBits(): bigint {
  return (given ?? crypto).getRandomValues(new BigUint64Array(1))[0]!;
}
export function randomBytes(count: number): Uint8Array {
  return (given ?? crypto).getRandomValues(new Uint8Array(count));
}

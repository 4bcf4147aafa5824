// StorageProblems: what is told of a storage that fails: each problem once, and again when whoever could not
// write has written in between.
export class StorageProblems {
  private told = '';
  private readonly failing = new Set<object>();

  constructor(private readonly tell: (error: Error) => void) {}

  readonly happened = (error: unknown): void => {
    const problem = asError(error);
    if (problem.message === this.told) return;
    this.told = problem.message;
    this.tell(problem);
  };
  readonly writeFailed = (writer: object, error: unknown): void => {
    this.failing.add(writer);
    this.happened(error);
  };
  readonly wrote = (writer: object): void => {
    if (this.failing.delete(writer) && this.failing.size === 0) this.told = '';
  };
}

export const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

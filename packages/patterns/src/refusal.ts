/** A pattern that is none. It stays inside this package: `parsePattern` returns it as a problem. */
export class PatternRefusal extends Error {
  override readonly name = 'PatternRefusal';
  readonly reason: string;
  readonly place: { readonly line: number; readonly column: number } | undefined;

  constructor(message: string, reason: string, place?: { line: number; column: number }) {
    super(message);
    this.reason = reason;
    this.place = place;
  }
}

/** Refuses without naming a place, as AWS does for addresses and for what it finds after reading. */
export const refuse = (reason: string): never => {
  throw new PatternRefusal(reason, reason);
};

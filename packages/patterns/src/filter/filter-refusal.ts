/** Stays inside this package: `parseFilterPattern` returns it as a problem. */
export class FilterRefusal extends Error {
  override readonly name = 'FilterRefusal';
  readonly reason: string;
  readonly at: number;

  constructor(reason: string, at: number, message = 'Invalid filter pattern') {
    super(message);
    this.reason = reason;
    this.at = at;
  }
}

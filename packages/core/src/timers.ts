/** A pause, as a value: real in the product, immediate or never in a test. */
export interface Timers {
  /** Calls `fire` once after `milliseconds`; the returned function cancels it. Never keeps the process alive. */
  after(milliseconds: number, fire: () => void): () => void;
}

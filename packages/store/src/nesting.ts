import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './store.ts';

interface EndingTx extends Tx {
  readonly isOpen: boolean;
}

/** Knows whether the present code runs inside a write, where another write would wait for itself. */
export class Nesting {
  readonly #inside = new AsyncLocalStorage<EndingTx>();

  /** Runs `work`; also what throws before its first await becomes a rejection. */
  run<T>(tx: EndingTx, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#inside.run(tx, async () => work(tx));
  }

  requireOutside(what: 'write' | 'close'): void {
    if (this.#inside.getStore()?.isOpen === true) {
      throw new Error(`${what} inside a write would wait for itself: use the transaction at hand`);
    }
  }
}

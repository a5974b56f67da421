import type { SqlValue } from './store.ts';

const MOST_KEPT = 256;

/** Answers of one statement by its parameters, for as long as the state of the database is the same. */
export class ReadMemo<Answer> {
  readonly #worthKeeping: (answer: Answer) => boolean;
  readonly #answers = new Map<string, Answer>();
  #state = -1;

  constructor(worthKeeping: (answer: Answer) => boolean) {
    this.#worthKeeping = worthKeeping;
  }

  /** The answer kept for `state` and `parameters`, else what `ask` answers now. Shared: nobody may change it. */
  get(state: number, parameters: readonly SqlValue[], ask: () => Answer): Answer {
    if (state !== this.#state) {
      this.#answers.clear();
      this.#state = state;
    }
    const key = keyOf(parameters);
    if (key === undefined) return ask();
    const kept = this.#answers.get(key);
    if (kept !== undefined) return kept;
    const answer = ask();
    if (this.#answers.size < MOST_KEPT && this.#worthKeeping(answer))
      this.#answers.set(key, answer);
    return answer;
  }
}

const LONGEST_KEY = 4096;

// Kind and length stand before each value, so that no two lists of parameters have one key.
const keyOf = (parameters: readonly SqlValue[]): string | undefined => {
  let key = '';
  for (const value of parameters) {
    if (typeof value === 'string') key += `s${value.length}:${value}`;
    else if (typeof value === 'number') key += `n${value};`;
    else if (typeof value === 'bigint') key += `b${value};`;
    else if (value === null) key += '0;';
    else return undefined;
    if (key.length > LONGEST_KEY) return undefined;
  }
  return key;
};

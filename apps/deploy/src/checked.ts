/** A setting is not as it should be; the message names it and what it expected. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST = 200;

/** Reads members of a JSON object, each once; what nobody read is a mistake of whoever wrote it. */
export class Checked {
  readonly #place: string;
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #unread: Set<string>;

  private constructor(place: string, value: unknown) {
    if (!isRecord(value)) throw new SettingError(`${place}: expected an object`);
    this.#place = place;
    this.#members = new Map(Object.entries(value));
    this.#unread = new Set(this.#members.keys());
  }

  static parse(file: string, text: string): Checked {
    try {
      return new Checked(file, JSON.parse(text));
    } catch (cause) {
      if (cause instanceof SettingError) throw cause;
      throw new SettingError(`${file} is not JSON`, { cause });
    }
  }

  wrong(name: string, expected: string): SettingError {
    return new SettingError(`${this.#place}: ${name}: expected ${expected}`);
  }

  /** @throws SettingError for a member that nobody asked for */
  done(): void {
    const [first] = this.#unread;
    if (first !== undefined) throw new SettingError(`${this.#place}: ${first} is no setting`);
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  isRecord(name: string): boolean {
    return isRecord(this.#members.get(name));
  }

  text(name: string, pattern: RegExp, otherwise?: string): string {
    const value = this.#take(name) ?? otherwise;
    if (typeof value !== 'string' || !pattern.test(value))
      throw this.wrong(name, `a text like ${pattern.source}`);
    return value;
  }

  optional(name: string, pattern: RegExp): string | undefined {
    return this.has(name) ? this.text(name, pattern) : undefined;
  }

  texts(name: string, pattern: RegExp, otherwise?: readonly string[]): readonly string[] {
    const value = this.#take(name) ?? otherwise;
    const isRight =
      Array.isArray(value) &&
      value.length <= MOST &&
      value.every((item) => typeof item === 'string' && pattern.test(item)) &&
      (value.length > 0 || otherwise?.length === 0);
    if (!isRight) throw this.wrong(name, `a list of texts like ${pattern.source}`);
    return value.map(String);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#take(name) ?? otherwise;
    if (typeof value !== 'boolean') throw this.wrong(name, 'true or false');
    return value;
  }

  /** Between two bounds, or one of several. */
  integer(
    name: string,
    otherwise: number,
    allowed: readonly number[],
    how: 'between' | 'one of' = 'between',
  ): number {
    const value = this.#take(name) ?? otherwise;
    const [least = 0] = allowed;
    const most = allowed.at(-1) ?? least;
    const isAllowed = (given: number): boolean =>
      Number.isInteger(given) &&
      (how === 'one of' ? allowed.includes(given) : given >= least && given <= most);
    if (typeof value !== 'number' || !isAllowed(value))
      throw this.wrong(name, `a whole number, ${how} ${allowed.join(', ')}`);
    return value;
  }

  record(name: string): Checked {
    return new Checked(`${this.#place}: ${name}`, this.#take(name));
  }

  records(name: string, otherwise: readonly object[]): readonly object[] {
    const value = this.#take(name) ?? otherwise;
    if (!Array.isArray(value) || value.length > MOST || !value.every(isRecord))
      throw this.wrong(name, 'a list of objects');
    return value;
  }

  each<Value>(name: string, read: (item: Checked) => Value): readonly Value[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length > MOST) throw this.wrong(name, 'a list');
    return value.map((item, at) => read(new Checked(`${this.#place}: ${name}[${at}]`, item)));
  }

  #take(name: string): unknown {
    this.#unread.delete(name);
    return this.#members.get(name);
  }
}

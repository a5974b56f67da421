/** The text is not a policy of its type. The message is what AWS answers with MalformedPolicyDocument where it is known. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError';
  /** Members and indexes that lead to the fault: `['Statement', 0, 'Effect']`. */
  readonly path: readonly (string | number)[];
  /** Position of the fault in the text, in UTF-16 code units. */
  readonly offset: number;

  constructor(message: string, path: readonly (string | number)[], offset: number) {
    super(message);
    this.path = path;
    this.offset = offset;
  }
}

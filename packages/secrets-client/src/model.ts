/** One version of a secret as an application gets it. */
export interface SecretValue {
  readonly versionId: string;
  /** Undefined of a binary secret. */
  readonly string: string | undefined;
  /** Undefined of a secret that is text. */
  readonly binary: Uint8Array | undefined;
}

/** What the cache asks of Secrets Manager: the API's DescribeSecret and GetSecretValue, no more. */
export interface SecretReader {
  /** Id of the version that has the label, and whether there is one at all. */
  versionOf(secretId: string, stage: string): Promise<string | undefined>;
  value(secretId: string, stage: string): Promise<SecretValue>;
}

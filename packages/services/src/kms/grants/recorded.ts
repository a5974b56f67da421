/**
 * What an operation answers, and the key's ARN, which CloudTrail's responseElements have although the API has no such
 * member (AWS KMS Developer Guide, "CreateGrant"): the protocol sends what its schema has.
 */
export type Recorded<Output> = Output & { readonly KeyId: string };

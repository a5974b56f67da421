export const OWNERSHIPS = [
  ['BucketOwnerEnforced', 'ACLs disabled: the bucket owner owns everything (recommended)'],
  ['BucketOwnerPreferred', 'ACLs enabled, the bucket owner is preferred'],
  ['ObjectWriter', 'ACLs enabled, who writes an object owns it'],
] as const;

export const ENCRYPTIONS = [
  ['AES256', 'SSE-S3: keys of S3'],
  ['aws:kms', 'SSE-KMS: a key of AWS KMS'],
] as const;

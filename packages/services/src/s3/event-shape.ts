import type { EventShape } from '@gatehouse/service-kit';

const MAX_POLICY = 20 * 1024;

/** The query parameter by which S3 tells its operations apart; CloudTrail shows it, empty. */
const SUBRESOURCES: Readonly<Record<string, string>> = {
  Accelerate: 'accelerate',
  AccelerateConfiguration: 'accelerate',
  Acl: 'acl',
  Cors: 'cors',
  Encryption: 'encryption',
  Lifecycle: 'lifecycle',
  LifecycleConfiguration: 'lifecycle',
  Location: 'location',
  Logging: 'logging',
  NotificationConfiguration: 'notification',
  OwnershipControls: 'ownershipControls',
  Policy: 'policy',
  PolicyStatus: 'policyStatus',
  Replication: 'replication',
  RequestPayment: 'requestPayment',
  Tagging: 'tagging',
  Versioning: 'versioning',
  Website: 'website',
};

const OTHERS: Readonly<Record<string, string>> = {
  ObjectLockConfiguration: 'object-lock',
  PublicAccessBlock: 'publicAccessBlock',
};

const subresource = (operation: string): string | undefined => {
  const noun = operation.replace(/^(Delete|Get|Put)/, '');
  return SUBRESOURCES[noun.replace(/^Bucket/, '')] ?? OTHERS[noun];
};

/** A policy is shown as the document that it is. */
const documentOf = (text: unknown): unknown => {
  if (typeof text !== 'string' || text.length > MAX_POLICY) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Such a policy is refused, and the record of that needs none.
  }
};

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The API's model marks the names of keys as sensitive. */
const withoutKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'KMSMasterKeyID' && member !== undefined ? HIDDEN : withoutKeys(member),
    ]),
  );
};

/** What travels in headers is shown by their names. */
const HEADERS: Readonly<Record<string, string>> = {
  ACL: 'x-amz-acl',
  ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWrite: 'x-amz-grant-write',
  GrantWriteACP: 'x-amz-grant-write-acp',
  ObjectLockEnabledForBucket: 'x-amz-bucket-object-lock-enabled',
  ObjectOwnership: 'x-amz-object-ownership',
};

const shownMembers = (input: object): Record<string, unknown> => {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || name === 'Bucket' || name.startsWith('Checksum')) continue;
    if (name === 'ServerSideEncryptionConfiguration') shown[name] = withoutKeys(value);
    else if (name === 'Policy') shown['bucketPolicy'] = documentOf(value);
    else if (name === 'ContentMD5') shown['Content-MD5'] = value;
    else shown[HEADERS[name] ?? name] = value;
  }
  return shown;
};

/** CloudTrail's events of S3 have the request's HTTP in them: the host, what the query says, and the document. */
export const eventShape: EventShape = {
  request: (operation, input) => {
    if (input === null || typeof input !== 'object') return null;
    const bucket = 'Bucket' in input && typeof input.Bucket === 'string' ? input.Bucket : undefined;
    const query = subresource(operation);
    return {
      ...shownMembers(input),
      ...(bucket === undefined ? {} : { bucketName: bucket }),
      Host: bucket === undefined ? 's3.amazonaws.com' : `${bucket}.s3.amazonaws.com`,
      ...(query === undefined ? {} : { [query]: '' }),
    };
  },
  response: () => null,
  errorCode: (code) => code,
};

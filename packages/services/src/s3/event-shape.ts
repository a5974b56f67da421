import { createHash } from 'node:crypto';
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

/** What travels in headers and in the query is shown by their names there. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  ACL: 'x-amz-acl',
  ContinuationToken: 'continuation-token',
  CopySource: 'x-amz-copy-source',
  Delimiter: 'delimiter',
  EncodingType: 'encoding-type',
  ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
  FetchOwner: 'fetch-owner',
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWrite: 'x-amz-grant-write',
  GrantWriteACP: 'x-amz-grant-write-acp',
  IfMatch: 'If-Match',
  IfNoneMatch: 'If-None-Match',
  Key: 'key',
  KeyMarker: 'key-marker',
  Marker: 'marker',
  MaxKeys: 'max-keys',
  MaxParts: 'max-parts',
  MaxUploads: 'max-uploads',
  MetadataDirective: 'x-amz-metadata-directive',
  ObjectLockEnabledForBucket: 'x-amz-bucket-object-lock-enabled',
  ObjectOwnership: 'x-amz-object-ownership',
  PartNumber: 'partNumber',
  PartNumberMarker: 'part-number-marker',
  Prefix: 'prefix',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  StartAfter: 'start-after',
  StorageClass: 'x-amz-storage-class',
  UploadId: 'uploadId',
  UploadIdMarker: 'upload-id-marker',
  VersionId: 'versionId',
  VersionIdMarker: 'version-id-marker',
};

/** The content, and what may hold secrets of whoever put it there. */
const NEVER_SHOWN = new Set([
  'Body',
  'Bucket',
  'ContentLength',
  'Delete',
  'Metadata',
  'MultipartUpload',
  'SSECustomerKey',
  'SSEKMSEncryptionContext',
  'CopySourceSSECustomerKey',
  'Tagging',
]);

const shownMembers = (input: object): Record<string, unknown> => {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || NEVER_SHOWN.has(name) || name.startsWith('Checksum')) continue;
    if (name === 'ServerSideEncryptionConfiguration') shown[name] = withoutKeys(value);
    else if (name === 'Policy') shown['bucketPolicy'] = documentOf(value);
    else if (name === 'ContentMD5') shown['Content-MD5'] = value;
    else shown[SHOWN_AS[name] ?? name] = value;
  }
  return shown;
};

/** Changes of objects. */
const IN_OBJECTS =
  /^(?:PutObject|CopyObject|DeleteObject|UploadPart|CreateMultipart|CompleteMultipart)/;

/** Operations whose query names them without a value. */
const MARKED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DeleteObjects: { delete: '' },
  CreateMultipartUpload: { uploads: '' },
  ListMultipartUploads: { uploads: '' },
  ListObjectVersions: { versions: '' },
  ListObjectsV2: { 'list-type': '2' },
};

const member = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

const METHODS = {
  'REST-HEADER': 'AuthHeader',
  'REST-QUERY-STRING': 'QueryString',
  none: undefined,
} as const;

/** What S3 answers in headers of a change. */
const ANSWERED: Readonly<Record<string, string>> = {
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  VersionId: 'x-amz-version-id',
  CopySourceVersionId: 'x-amz-copy-source-version-id',
  DeleteMarker: 'x-amz-delete-marker',
};

const answered = (output: unknown): Readonly<Record<string, unknown>> | null => {
  const shown = Object.entries(ANSWERED).flatMap(([name, header]) => {
    const value = member(output, name);
    return value === undefined ? [] : [[header, value] as const];
  });
  return shown.length === 0 ? null : Object.fromEntries(shown);
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
      ...MARKED[operation],
    };
  },
  response: (operation, output) => (IN_OBJECTS.test(operation) ? answered(output) : null),
  additional: ({ input, output, requestId, authType }) => {
    const method = authType === undefined ? 'AuthHeader' : METHODS[authType];
    const sent = member(input, 'ContentLength');
    const answeredBytes = member(output, 'ContentLength');
    const hasBody = member(output, 'Body') !== undefined;
    return {
      ...(method === undefined ? {} : { SignatureVersion: 'SigV4', AuthenticationMethod: method }),
      bytesTransferredIn: typeof sent === 'number' ? sent : 0,
      bytesTransferredOut: hasBody && typeof answeredBytes === 'number' ? answeredBytes : 0,
      // As the answer's header says it, which is made of the request's id alone.
      'x-amz-id-2': createHash('sha512').update(requestId).digest('base64'),
    };
  },
  errorCode: (code) => code,
};

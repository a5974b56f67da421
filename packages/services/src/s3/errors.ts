import { AwsError, type AwsErrorOptions } from '@gatehouse/core';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const error = (
  code: string,
  status: number,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
  headers: AwsErrorOptions['headers'] = {},
): AwsError => new AwsError(code, message, { status, members, headers });

export const noSuchBucket = (BucketName: string): AwsError =>
  error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName });
export const bucketNameInvalid = (BucketName: string): AwsError =>
  error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName });
export const bucketExists = (BucketName: string): AwsError =>
  error(
    'BucketAlreadyExists',
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { BucketName },
  );
export const bucketOwned = (BucketName: string): AwsError =>
  error(
    'BucketAlreadyOwnedByYou',
    409,
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName },
  );
export const bucketNotEmpty = (BucketName: string): AwsError =>
  error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName });
export const locationIllegal = (region: string): AwsError =>
  error(
    'IllegalLocationConstraintException',
    400,
    `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
export const locationInvalid = (LocationConstraint: string): AwsError =>
  error('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
    LocationConstraint,
  });

const bucketRegion = (region: string): Readonly<Record<string, string>> => ({
  'x-amz-bucket-region': region,
});

export const permanentRedirect = (Bucket: string, region: string): AwsError =>
  error(
    'PermanentRedirect',
    301,
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    { Endpoint: `${Bucket}.s3.${region}.amazonaws.com`, Bucket },
    bucketRegion(region),
  );
export const regionWrong = (Region: string, given: string, presigned: boolean): AwsError => {
  const what = `the region '${given}' is wrong; expecting '${Region}'`;
  return presigned
    ? error(
        'AuthorizationQueryParametersError',
        400,
        `Error parsing the X-Amz-Credential parameter; ${what}`,
        { Region },
        bucketRegion(Region),
      )
    : error(
        'AuthorizationHeaderMalformed',
        400,
        `The authorization header is malformed; ${what}`,
        { Region },
        bucketRegion(Region),
      );
};

export const noSuchKey = (Key: string, headers: AwsErrorOptions['headers'] = {}): AwsError =>
  error('NoSuchKey', 404, 'The specified key does not exist.', { Key }, headers);
export const notFound = (headers: AwsErrorOptions['headers'] = {}): AwsError =>
  error('NotFound', 404, 'Not Found', {}, headers);
export const noSuchVersion = (Key: string, VersionId: string): AwsError =>
  error('NoSuchVersion', 404, 'The specified version does not exist.', { Key, VersionId });
export const isDeleteMarker = (Method: string, versionId: string): AwsError =>
  error(
    'MethodNotAllowed',
    405,
    'The specified method is not allowed against this resource.',
    { Method, ResourceType: 'DeleteMarker' },
    { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId, allow: 'DELETE' },
  );
export const noSuchUpload = (UploadId: string): AwsError =>
  error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId },
  );
export const keyTooLong = (Size: number): AwsError =>
  error('KeyTooLongError', 400, 'Your key is too long', { Size, MaxSizeAllowed: 1024 });
export const metadataTooLarge = (Size: number): AwsError =>
  error('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
    Size,
    MaxSizeAllowed: 2048,
  });

export const accessDenied = (message = 'Access Denied'): AwsError =>
  error('AccessDenied', 403, message);
export const blockedByPublicAccessBlock = (
  who: string,
  action: string,
  resource: string,
  what: string,
  setting: string,
): AwsError =>
  accessDenied(
    `User: ${who} is not authorized to perform: ${action} on resource: "${resource}" because ${what} are prevented by the ${setting} setting in S3 Block Public Access.`,
  );

/** An error of KMS behind S3; always the caller's, with 400. */
export const kmsRefused = (code: string, message: string): AwsError =>
  error(`KMS.${code}`, 400, message);
export const signatureMissing = (): AwsError =>
  invalidArgument(
    'Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.',
    'Authorization',
    'null',
  );
export const encryptionContextInvalid = (): AwsError =>
  invalidArgument(
    "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
    'x-amz-server-side-encryption-context',
  );

export const invalidArgument = (
  message: string,
  ArgumentName?: string,
  ArgumentValue?: unknown,
): AwsError => error('InvalidArgument', 400, message, { ArgumentName, ArgumentValue });
export const invalidRequest = (message: string): AwsError => error('InvalidRequest', 400, message);
export const malformedXml = (): AwsError =>
  error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const malformedPolicy = (message: string): AwsError =>
  error('MalformedPolicy', 400, message);
export const notImplemented = (Header: string): AwsError =>
  error(
    'NotImplemented',
    501,
    'A header you provided implies functionality that is not implemented',
    { Header },
  );

export const badDigest = (): AwsError =>
  error('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
export const badChecksum = (algorithm: string): AwsError =>
  error('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);
export const digestInvalid = (): AwsError =>
  error('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.');
export const checksumInvalid = (algorithm: string): AwsError =>
  invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
export const checksumsSeveral = (): AwsError =>
  invalidRequest(
    'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
  );
export const checksumUnsupported = (algorithm: string): AwsError =>
  invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]; got ${algorithm}`,
  );
export const entityTooLarge = (ProposedSize: number, MaxSizeAllowed: number): AwsError =>
  error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize,
    MaxSizeAllowed,
  });
export const entityTooSmall = (part: {
  readonly PartNumber: number;
  readonly ProposedSize: number;
  readonly ETag: string;
}): AwsError =>
  error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ...part,
    MinSizeAllowed: 5_242_880,
  });
export const incompleteBody = (): AwsError =>
  error(
    'IncompleteBody',
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
export const lengthMissing = (): AwsError =>
  error('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
export const invalidPart = (
  UploadId: string,
  PartNumber: number | undefined,
  ETag: string | undefined,
): AwsError =>
  error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId, PartNumber, ETag },
  );
export const invalidPartOrder = (UploadId: string): AwsError =>
  error(
    'InvalidPartOrder',
    400,
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { UploadId },
  );

export const preconditionFailed = (Condition: string): AwsError =>
  error(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
    { Condition },
  );
export const conflict = (): AwsError =>
  error(
    'ConditionalRequestConflict',
    409,
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  );
export const conflictingOperation = (): AwsError =>
  error(
    'OperationAborted',
    409,
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  );
export const notModified = (headers: AwsErrorOptions['headers']): AwsError =>
  error('NotModified', 304, 'Not Modified', {}, headers);
export const rangeInvalid = (RangeRequested: string, ActualObjectSize: number): AwsError =>
  error('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested,
    ActualObjectSize,
  });
export const partNumberInvalid = (PartNumberRequested: number, ActualPartCount: number): AwsError =>
  error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
    PartNumberRequested,
    ActualPartCount,
  });
export const objectLocked = (): AwsError =>
  accessDenied('Access Denied because object protected by object lock.');

export const archived = (StorageClass: string): AwsError =>
  error('InvalidObjectState', 403, "The operation is not valid for the object's storage class", {
    StorageClass,
  });

export const aclNotSupported = (): AwsError =>
  error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
export const aclMalformed = (): AwsError =>
  error(
    'MalformedACLError',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const ownershipConflict = (): AwsError =>
  error(
    'InvalidBucketAclWithObjectOwnership',
    400,
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
export const tagInvalid = (message: string, TagKey?: string): AwsError =>
  error('InvalidTag', 400, message, { TagKey });
export const bucketStateInvalid = (message: string): AwsError =>
  error('InvalidBucketState', 409, message);
export const tooManyTags = (what: 'Bucket tag count' | 'Object tags', most: number): AwsError =>
  error('BadRequest', 400, `${what} cannot be greater than ${most}`);
export const storageClassInvalid = (StorageClassRequested: string): AwsError =>
  error('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
    StorageClassRequested,
  });
export const tooManyBuckets = (): AwsError =>
  error('TooManyBuckets', 400, 'You have attempted to create more buckets than allowed');

/** What Get answers of a setting that is not set. */
const ABSENT = {
  cors: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  objectLock: [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
  ownership: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  policy: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  publicAccessBlock: [
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
  replication: [
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ],
  tags: ['NoSuchTagSet', 'The TagSet does not exist'],
  website: [
    'NoSuchWebsiteConfiguration',
    'The specified bucket does not have a website configuration',
  ],
  encryption: [
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ],
} as const;

export const settingAbsent = (kind: keyof typeof ABSENT, BucketName: string): AwsError => {
  const [code, message] = ABSENT[kind];
  return error(code, 404, message, { BucketName });
};
export const retentionAbsent = (Key: string): AwsError =>
  error(
    'NoSuchObjectLockConfiguration',
    404,
    'The specified object does not have a ObjectLock configuration',
    { Key },
  );

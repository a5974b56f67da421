import { AwsError } from '@gatehouse/core';
import type { ProtocolName } from '../model/service-model.ts';

/** How a service words what is wrong with a signature: the codes follow its protocol, S3 and EC2 have their own. */
export type Dialect = 'awsJson' | 'restJson' | 'query' | 'ec2' | 's3';

const s3SigningNames = new Set(['s3', 's3express', 's3-object-lambda', 's3-outposts']);

/** S3 signs paths once-encoded, payloads by header and bodies in chunks (S3 API Reference, "Authenticating Requests"). */
const signsLikeS3 = (signingName: string | undefined): boolean =>
  signingName !== undefined && s3SigningNames.has(signingName);

export const dialectOf = (protocol: ProtocolName, signingName: string | undefined): Dialect => {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
    case 'rpcv2Cbor':
      return 'awsJson';
    case 'restJson1':
      return 'restJson';
    case 'awsQuery':
      return 'query';
    case 'ec2Query':
      return 'ec2';
    case 'restXml':
      return signsLikeS3(signingName) ? 's3' : 'query';
    default:
      return protocol satisfies never;
  }
};

/** What can be wrong with who the caller says it is. */
export type Fault =
  | 'missing-token'
  | 'incomplete'
  | 'mismatch'
  | 'unknown-key'
  | 'expired-token'
  | 'too-large';

type Spelling = readonly [code: string, status: number, message?: string];

const ec2AuthFailure: Spelling = [
  'AuthFailure',
  401,
  'AWS was not able to validate the provided access credentials',
];

const json = (status: number): Readonly<Record<Fault, Spelling>> => ({
  'missing-token': ['MissingAuthenticationTokenException', status],
  incomplete: ['IncompleteSignatureException', status],
  mismatch: ['InvalidSignatureException', status],
  'unknown-key': ['UnrecognizedClientException', status],
  'expired-token': ['ExpiredTokenException', status],
  'too-large': ['RequestEntityTooLargeException', 413],
});

// "Common Errors" of the STS, EC2 and S3 API references; the JSON services answer 400 where REST ones answer 403.
const spellings: Readonly<Record<Dialect, Readonly<Record<Fault, Spelling>>>> = {
  awsJson: json(400),
  restJson: json(403),
  query: {
    'missing-token': ['MissingAuthenticationToken', 403],
    incomplete: ['IncompleteSignature', 400],
    mismatch: ['SignatureDoesNotMatch', 403],
    'unknown-key': ['InvalidClientTokenId', 403],
    'expired-token': ['ExpiredToken', 403],
    'too-large': ['RequestEntityTooLarge', 413],
  },
  ec2: {
    'missing-token': ['MissingAuthenticationToken', 403],
    incomplete: ['AuthFailure', 401],
    mismatch: ec2AuthFailure,
    'unknown-key': ec2AuthFailure,
    'expired-token': ['RequestExpired', 400, 'Request has expired.'],
    'too-large': ['RequestEntityTooLarge', 413],
  },
  s3: {
    'missing-token': ['AccessDenied', 403, 'Access Denied'],
    incomplete: ['AuthorizationHeaderMalformed', 400],
    mismatch: [
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ],
    'unknown-key': [
      'InvalidAccessKeyId',
      403,
      'The AWS Access Key Id you provided does not exist in our records.',
    ],
    'expired-token': ['ExpiredToken', 400, 'The provided token has expired.'],
    'too-large': [
      'EntityTooLarge',
      400,
      'Your proposed upload exceeds the maximum allowed object size.',
    ],
  },
};

const messages: Readonly<Record<Fault, string>> = {
  'missing-token': 'Missing Authentication Token',
  incomplete: 'The request signature does not conform to AWS standards.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  'unknown-key': 'The security token included in the request is invalid.',
  'expired-token': 'The security token included in the request is expired',
  'too-large': 'Request body exceeds the maximum size allowed.',
};

/** The error for a fault, in a service's own words unless `message` says it more closely. */
export const faultError = (dialect: Dialect, fault: Fault, message?: string): AwsError => {
  const [code, status, usual] = spellings[dialect][fault];
  return new AwsError(code, message ?? usual ?? messages[fault], { status });
};

/** An error of the credential source, its code spelled for the service addressed. */
export const spelledFor = (dialect: Dialect, error: AwsError): AwsError => {
  const fault = credentialFaults.get(error.name);
  if (fault === undefined) return error;
  const [code, status, usual] = spellings[dialect][fault];
  const { members, headers } = error;
  return new AwsError(code, usual ?? error.message, { status, members, headers, cause: error });
};

const credentialFaults: ReadonlyMap<string, Fault> = new Map([
  ['ExpiredToken', 'expired-token'],
  ['ExpiredTokenException', 'expired-token'],
  ['InvalidClientTokenId', 'unknown-key'],
  ['UnrecognizedClientException', 'unknown-key'],
]);

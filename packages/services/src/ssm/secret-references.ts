import type { Parameter as ShownParameter } from '@aws-sdk/client-ssm';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import {
  secretNeedsDecryption,
  secretNotFound,
  secretRefused,
  secretRequestInvalid,
  selectorInvalid,
} from './errors.ts';
import { refOf } from './names.ts';

/** A secret of Secrets Manager, read as if it were a parameter. */
export interface SecretReference {
  readonly given: string;
  /** The ARN that a parameter of this name would have: what policies of Systems Manager are asked about. */
  readonly arn: string;
  readonly secretId: string;
  /** Version id or staging label after the colon. */
  readonly selector: string | undefined;
}

const PREFIX = '/aws/reference/secretsmanager/';
const VERSION_ID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

/** What a name refers to if it refers to a secret (User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters"). */
export const secretReference = (
  call: Pick<Call, 'account' | 'partition' | 'region'>,
  name = '',
): SecretReference | undefined => {
  const given = name.trim();
  if (!given.startsWith(PREFIX)) return undefined;
  const [secretId = '', selector, ...more] = given.slice(PREFIX.length).split(':');
  if (secretId === '' || selector === '' || more.length > 0) throw selectorInvalid();
  const { arn } = refOf(call, `${PREFIX.slice(1)}${secretId}`, call.partition);
  return { given, arn, secretId, selector };
};

interface SecretValue {
  readonly ARN: string;
  readonly Name: string;
  readonly VersionId: string;
  readonly SecretString: string | undefined;
  readonly VersionStages: readonly string[] | undefined;
  readonly CreatedDate: Date;
}

const refusal = (error: AwsError, { given, selector }: SecretReference): AwsError => {
  switch (error.name) {
    case 'ResourceNotFoundException': {
      const [name = ''] = given.slice(1).split(':');
      // As AWS puts the two together, the absent selector too.
      return secretNotFound(`${name}${selector === undefined ? 'null' : `:${selector}`}`);
    }
    case 'InvalidRequestException':
    case 'InvalidParameterException':
    case 'ValidationException':
      return secretRequestInvalid();
    default:
      return secretRefused();
  }
};

const valueOf = async (call: Call, reference: SecretReference): Promise<SecretValue> => {
  const { secretId, selector } = reference;
  const version =
    selector !== undefined && VERSION_ID.test(selector)
      ? { VersionId: selector }
      : { VersionStage: selector };
  try {
    const input = { SecretId: secretId, ...version };
    // The dispatcher answers what GetSecretValue answers.
    return (await call.invoke('secretsmanager', 'GetSecretValue', input)) as SecretValue;
  } catch (error) {
    throw error instanceof AwsError ? refusal(error, reference) : error;
  }
};

/** The secret, read as the caller, who needs `secretsmanager:GetSecretValue` as well. */
export const readSecret = async (
  call: Call,
  reference: SecretReference,
  decrypts: boolean,
): Promise<ShownParameter> => {
  if (!decrypts) throw secretNeedsDecryption();
  const { given, selector } = reference;
  const found = await valueOf(call, reference);
  return {
    Name: selector === undefined ? given : given.slice(0, -selector.length - 1),
    Type: 'SecureString',
    Value: found.SecretString,
    Version: 0,
    Selector: selector === undefined ? undefined : `:${selector}`,
    SourceResult: JSON.stringify({
      ARN: found.ARN,
      name: found.Name,
      versionId: found.VersionId,
      secretString: found.SecretString,
      versionStages: found.VersionStages,
      createdDate: found.CreatedDate,
    }),
    LastModifiedDate: found.CreatedDate,
    ARN: found.ARN,
  };
};

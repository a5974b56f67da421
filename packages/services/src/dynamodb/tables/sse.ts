import type { SSESpecification } from '@aws-sdk/client-dynamodb';
import type { Call } from '@gatehouse/service-kit';
import type { DynamoDbDeps } from '../deps.ts';
import { kmsRefused, sseKeyWithoutKms, sseType } from '../errors.ts';
import type { TableRef } from '../model.ts';

const MANAGED = 'alias/aws/dynamodb';

/**
 * The KMS key that a specification asks for; undefined: the key that AWS owns, of which nobody hears (DynamoDB Developer Guide,
 * "Managing encrypted tables in DynamoDB").
 */
export const chosenKey = async (
  { keys }: Pick<DynamoDbDeps, 'keys'>,
  tx: Call['tx'],
  { account, region }: Omit<TableRef, 'arn' | 'name'>,
  given: SSESpecification | undefined,
): Promise<string | undefined> => {
  const { Enabled: enabled, KMSMasterKeyId: keyId, SSEType: type } = given ?? {};
  if (type === 'AES256') throw sseType();
  if (enabled !== true) {
    if (keyId !== undefined) throw sseKeyWithoutKms();
    return undefined;
  }
  const scope = { account, region };
  if (keyId === undefined || keyId === MANAGED) return keys.managed(tx, scope, 'dynamodb');
  const arn = await keys.resolve(tx, scope, keyId);
  if (arn === undefined) throw kmsRefused(`Key '${keyId}' does not exist`);
  return arn;
};

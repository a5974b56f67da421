import type { RevokeGrantRequest } from '@aws-sdk/client-kms';
import { writes } from '@gatehouse/service-kit';
import { keyArn } from '../../keys/names.ts';
import type { KmsParts } from '../../parts.ts';
import { dryRun, grantNotFound } from '../errors.ts';
import { GRANT_ID, KEY_ID } from '../limits.ts';
import { isThroughService } from '../principals.ts';
import type { Recorded } from '../recorded.ts';
import { grants } from '../repository.ts';

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html. What a grantee has granted further stays: each
 * grant is deleted by itself, as AWS documents nothing else.
 */
export const revokeGrant = (parts: KmsParts) =>
  writes<RevokeGrantRequest, Recorded<object>>(
    { limits: { KeyId: KEY_ID, GrantId: GRANT_ID } },
    async (input, call) => {
      const { key } = await parts.permit(call, {
        action: 'RevokeGrant',
        keyId: input.KeyId ?? '',
        aliases: false,
        keys: { 'kms:GrantIsForAWSResource': isThroughService(call) },
      });
      const id = input.GrantId ?? '';
      const grant = await grants.find(call.tx, id);
      // The keys of a multi-Region key have one id, and each has grants of its own.
      if (grant === undefined || keyArn(grant.key) !== key.arn) throw grantNotFound(id);
      if (input.DryRun === true) throw dryRun();
      if (!(await grants.remove(call.tx, id))) throw grantNotFound(id);
      return { KeyId: key.arn };
    },
  );

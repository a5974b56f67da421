import type {
  DeleteResourcePolicyRequest,
  DeleteResourcePolicyResponse,
  GetResourcePolicyRequest,
  GetResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ValidateResourcePolicyRequest,
  ValidateResourcePolicyResponse,
} from '@aws-sdk/client-secrets-manager';
import { reads, writes } from '@gatehouse/service-kit';
import { changeableSecret, permittedSecret, requireAlive, requirePrimary } from '../access.ts';
import { policyPublic } from '../errors.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { checkedPolicy, isPublic, POLICY } from '../policies.ts';
import { isPlainText } from '../policy-text.ts';
import { updateReplicas } from '../replication.ts';
import { secrets } from '../repositories/secrets.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
export const putResourcePolicy = (parts: SecretsParts) =>
  writes<PutResourcePolicyRequest, PutResourcePolicyResponse>(
    { limits: { ...SECRET_ID, ...POLICY } },
    async (input, call) => {
      const { ResourcePolicy: document = '', BlockPublicPolicy: blocks } = input;
      const { secret } = await changeableSecret(parts, call, 'PutResourcePolicy', input.SecretId, {
        'secretsmanager:BlockPublicPolicy': blocks,
      });
      const policy = await checkedPolicy(parts, call, document);
      if (blocks === true && isPublic(document)) throw policyPublic();
      await secrets.setPolicy(call.tx, secret.id, policy);
      await updateReplicas(parts, call, secret.id);
      return { ARN: secret.arn, Name: secret.name };
    },
  );

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export const getResourcePolicy = (parts: SecretsParts) =>
  reads<GetResourcePolicyRequest, GetResourcePolicyResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { secret } = await permittedSecret(parts, call, 'GetResourcePolicy', SecretId);
      requirePrimary(secret);
      requireAlive(secret);
      return { ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy?.document };
    },
  );

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = (parts: SecretsParts) =>
  writes<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { secret } = await changeableSecret(parts, call, 'DeleteResourcePolicy', SecretId);
      await secrets.setPolicy(call.tx, secret.id, undefined);
      await updateReplicas(parts, call, secret.id);
      return { ARN: secret.arn, Name: secret.name };
    },
  );

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html */
export const validateResourcePolicy = (parts: SecretsParts) =>
  reads<ValidateResourcePolicyRequest, ValidateResourcePolicyResponse>(
    { limits: { ...SECRET_ID, ...POLICY } },
    async ({ SecretId, ResourcePolicy: document = '' }, call) => {
      if (SecretId === undefined)
        await call.authorize('secretsmanager:ValidateResourcePolicy', '*');
      else await permittedSecret(parts, call, 'ValidateResourcePolicy', SecretId);
      // Who wants to know whether it is sound is told so of plain text too.
      await checkedPolicy(
        { ...parts, acceptsLooseInput: parts.acceptsLooseInput === true && !isPlainText(document) },
        call,
        document,
      );
      const errors = isPublic(document)
        ? [
            {
              CheckName: 'BlockPublicPolicy',
              ErrorMessage: 'The resource policy allows public access to the secret.',
            },
          ]
        : [];
      return { PolicyValidationPassed: errors.length === 0, ValidationErrors: errors };
    },
  );

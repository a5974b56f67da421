import type { TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-secrets-manager';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { updateReplicas } from '../replication.ts';
import { requestTags, requireOwnKeys, requireRoom, tagOwner, TAGS } from '../tags.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export const tagResource = (parts: SecretsParts) =>
  writes<TagResourceRequest, object>({ limits: { ...SECRET_ID, ...TAGS } }, async (input, call) => {
    const added = requestTags(input.Tags, parts.acceptsLooseInput);
    const conditions = requestTagKeys(added);
    const { secret, tags } = await changeableSecret(
      parts,
      call,
      'TagResource',
      input.SecretId,
      conditions,
    );
    requireRoom(new Map([...tags, ...added]));
    await tagStore.put(call.tx, tagOwner(secret), added);
    await updateReplicas(parts, call, secret.id);
    return {};
  });

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
export const untagResource = (parts: SecretsParts) =>
  writes<UntagResourceRequest, object>(
    { limits: { ...SECRET_ID, 'TagKeys[]': { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      const keys = input.TagKeys ?? [];
      requireOwnKeys(keys, parts.acceptsLooseInput);
      const conditions = keys.length === 0 ? {} : { 'aws:TagKeys': keys };
      const { secret } = await changeableSecret(
        parts,
        call,
        'UntagResource',
        input.SecretId,
        conditions,
      );
      await tagStore.remove(call.tx, secret.arn, keys);
      await updateReplicas(parts, call, secret.id);
      return {};
    },
  );

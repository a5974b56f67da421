import { useAwsClient } from '../../../session/session-context.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { isDeleted, isReplica, type OfSecret } from '../shared/names.ts';

export const SecretTags = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  const SecretId = secret.ARN;
  const tags = (secret.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
  if (isDeleted(secret) || isReplica(secret, aws.region)) return <TagsSection tags={tags} />;
  return (
    <TagsSection
      tags={tags}
      save={async (added, TagKeys) => {
        if (TagKeys.length > 0)
          await aws.call('secretsmanager', 'UntagResource', { SecretId, TagKeys });
        if (added.length > 0)
          await aws.call('secretsmanager', 'TagResource', {
            SecretId,
            Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
          });
      }}
      saved={changed}
    />
  );
};

import type { Tag } from '@aws-sdk/client-rds';
import { useAwsClient } from '../../session/session-context.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';

interface Props {
  readonly arn: string | undefined;
  readonly tags: readonly Tag[] | undefined;
  readonly changed: () => void;
}

/** The tags of a database or a snapshot. */
export const RdsTags = ({ arn, tags = [], changed }: Props) => {
  const aws = useAwsClient();
  return (
    <TagsSection
      tags={tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))}
      save={async (added, removed) => {
        if (removed.length > 0)
          await aws.call('rds', 'RemoveTagsFromResource', { ResourceName: arn, TagKeys: removed });
        if (added.length > 0)
          await aws.call('rds', 'AddTagsToResource', {
            ResourceName: arn,
            Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
          });
      }}
      saved={changed}
    />
  );
};

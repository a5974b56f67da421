import { useAwsClient } from '../../../session/session-context.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { editedTags, type Tags } from './names.ts';

interface Props {
  readonly id: string;
  readonly tags: Tags;
  readonly changed: () => void;
}

export const ResourceTags = ({ id, tags, changed }: Props) => {
  const aws = useAwsClient();
  return (
    <TagsSection
      tags={editedTags(tags)}
      save={async (added, removed) => {
        if (removed.length > 0)
          await aws.call('ec2', 'DeleteTags', {
            Resources: [id],
            Tags: removed.map((Key) => ({ Key })),
          });
        if (added.length > 0)
          await aws.call('ec2', 'CreateTags', {
            Resources: [id],
            Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
          });
      }}
      saved={changed}
    />
  );
};

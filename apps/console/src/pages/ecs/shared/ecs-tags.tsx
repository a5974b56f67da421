import { useAwsClient } from '../../../session/session-context.tsx';
import type { EditedTag } from '../../../shared/tag-editor.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { tagsMember } from './names.ts';

interface Props {
  readonly arn: string;
  readonly tags: readonly EditedTag[];
  readonly saved: () => void;
}

export const EcsTags = ({ arn, tags, saved }: Props) => {
  const aws = useAwsClient();
  const save = async (added: readonly EditedTag[], removed: readonly string[]): Promise<void> => {
    if (removed.length > 0)
      await aws.call('ecs', 'UntagResource', { resourceArn: arn, tagKeys: removed });
    if (added.length > 0)
      await aws.call('ecs', 'TagResource', { resourceArn: arn, ...tagsMember(added) });
  };
  return <TagsSection tags={tags} save={save} saved={saved} />;
};

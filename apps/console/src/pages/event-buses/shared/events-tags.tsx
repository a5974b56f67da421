import type { ListTagsForResourceResponse } from '@aws-sdk/client-eventbridge';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { useAws } from '../../../shared/use-aws.ts';

/** The tags of a bus or a rule. */
export const EventsTags = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const tags = useAws<ListTagsForResourceResponse>({
    service: 'events',
    operation: 'ListTagsForResource',
    input: { ResourceARN: arn },
  });
  return (
    <FailureOr of={tags}>
      {({ Tags = [] }) => (
        <TagsSection
          tags={Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('events', 'UntagResource', { ResourceARN: arn, TagKeys: removed });
            if (added.length > 0)
              await aws.call('events', 'TagResource', {
                ResourceARN: arn,
                Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

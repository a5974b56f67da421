import type { ListResourceTagsResponse, Tag } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import type { OfKey } from '../shared/of-key.ts';

export const KeyTags = ({ metadata: { KeyId } }: OfKey) => {
  const aws = useAwsClient();
  const tags = useLoad(`key-tags ${aws.region} ${KeyId ?? ''}`, (signal) =>
    allOf(
      pagesOf<ListResourceTagsResponse, Json<Tag>>(
        aws,
        { service: 'kms', operation: 'ListResourceTags', input: { KeyId }, count: 50 },
        (output) => output.Tags,
      ),
      signal,
    ),
  );
  return (
    <FailureOr of={tags}>
      {(found) => (
        <TagsSection
          tags={found.map(({ TagKey = '', TagValue = '' }) => ({ key: TagKey, value: TagValue }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('kms', 'UntagResource', { KeyId, TagKeys: removed });
            if (added.length > 0)
              await aws.call('kms', 'TagResource', {
                KeyId,
                Tags: added.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

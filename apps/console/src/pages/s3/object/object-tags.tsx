import type { GetObjectTaggingOutput } from '@aws-sdk/client-s3';
import type { Json } from '../../../api/json.ts';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { mergedTags } from '../shared/tags.ts';
import { type Chosen, named } from './chosen.ts';

export const ObjectTags = ({ chosen }: { readonly chosen: Chosen }) => {
  const { place, key, versionId = '' } = chosen;
  const loaded = useLoad<Json<GetObjectTaggingOutput>>(
    `tags ${place.bucket} ${key} ${versionId}`,
    (signal) =>
      place.aws.call<GetObjectTaggingOutput>('s3', 'GetObjectTagging', named(chosen), signal),
  );
  return (
    <FailureOr of={loaded}>
      {({ TagSet }) => {
        const tags = (TagSet ?? []).map((tag) => ({ key: tag.Key ?? '', value: tag.Value ?? '' }));
        return (
          <TagsSection
            tags={tags}
            save={(added, removed) =>
              place.aws.call('s3', 'PutObjectTagging', {
                ...named(chosen),
                Tagging: { TagSet: mergedTags(tags, added, removed) },
              })
            }
            saved={loaded.reload}
          />
        );
      }}
    </FailureOr>
  );
};

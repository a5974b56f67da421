import type { Tag } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import type { EditedTag } from '../../../shared/tag-editor.tsx';

export type Tags = readonly Json<Tag>[] | undefined;

/** What its tag `Name` calls it. */
export const nameOf = (tags: Tags): string => tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';

/** `web (i-0123…)`, or the id alone. */
export const titled = (id: string | undefined, tags: Tags): string => {
  const name = nameOf(tags);
  return name === '' ? (id ?? '') : `${name} (${id})`;
};

export const editedTags = (tags: Tags): readonly EditedTag[] =>
  (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));

/** The member of a request that tags what it makes. */
export const tagSpecifications = (
  type: string,
  tags: readonly EditedTag[],
): { readonly TagSpecifications?: readonly object[] } =>
  tags.length === 0
    ? {}
    : {
        TagSpecifications: [
          { ResourceType: type, Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
        ],
      };

export const namedTag = (name: string | undefined): readonly EditedTag[] =>
  name === undefined || name === '' ? [] : [{ key: 'Name', value: name }];

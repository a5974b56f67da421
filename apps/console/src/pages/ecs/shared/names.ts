import type { EditedTag } from '../../../shared/tag-editor.tsx';

/** The name or id at the end of an ARN. */
export const lastOf = (arn: string | undefined): string =>
  arn === undefined ? '' : arn.slice(arn.lastIndexOf('/') + 1);

export const clusterPath = (nameOrArn: string): string =>
  `/ecs/clusters/${encodeURIComponent(lastOf(nameOrArn))}`;

export const definitionPath = (arn: string | undefined): string =>
  `/ecs/task-definitions/${encodeURIComponent(lastOf(arn))}`;

/** ECS spells tags in lower case. Absent where there are none. */
export const tagsMember = (tags: readonly EditedTag[]): object =>
  tags.length === 0 ? {} : { tags: tags.map(({ key, value }) => ({ key, value })) };

export const fromEcsTags = (
  tags: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] = [],
): readonly EditedTag[] => tags.map(({ key = '', value = '' }) => ({ key, value }));

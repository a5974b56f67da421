import type { EditedTag } from '../../../shared/tag-editor.tsx';

/** S3 takes all tags at once: those there were, less and more. */
export const mergedTags = (
  before: readonly EditedTag[],
  added: readonly EditedTag[],
  removed: readonly string[],
): readonly { readonly Key: string; readonly Value: string }[] => {
  const all = new Map(before.map(({ key, value }) => [key, value]));
  for (const key of removed) all.delete(key);
  for (const { key, value } of added) all.set(key, value);
  return [...all].map(([Key, Value]) => ({ Key, Value }));
};

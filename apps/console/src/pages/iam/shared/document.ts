import { indented } from '../../../shared/json-fault.ts';

/** IAM returns policy documents percent-encoded. */
export const readable = (document: string | undefined): string => {
  if (document === undefined) return '';
  try {
    return indented(decodeURIComponent(document));
  } catch {
    return document;
  }
};

export const NEW_POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [],
      "Resource": "*"
    }
  ]
}`;

const tagsInput = (tags: readonly { readonly key: string; readonly value: string }[]) =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

/** `Tags` of a Create call; absent where there are none. */
export const createTags = (
  tags: readonly { readonly key: string; readonly value: string }[],
): object => (tags.length === 0 ? {} : { Tags: tagsInput(tags) });

export const toInputTags = tagsInput;

export const fromTags = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): readonly { readonly key: string; readonly value: string }[] =>
  tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));

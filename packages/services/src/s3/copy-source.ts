import { accessDenied, invalidArgument } from './errors.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidArgument('Invalid copy source encoding.', 'x-amz-copy-source', text);
  }
};

/** `x-amz-copy-source`: `bucket/key?versionId=…`, URL-encoded, perhaps with a slash before it. */
export const copySource = (text: string | undefined): CopySource => {
  const given = text ?? '';
  if (given.startsWith('arn:')) throw accessDenied();
  const mark = given.indexOf('?versionId=');
  const path = decoded(mark < 0 ? given : given.slice(0, mark)).replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1)
    throw invalidArgument('Invalid copy source object key', 'x-amz-copy-source', given);
  return {
    bucket: path.slice(0, slash),
    key: path.slice(slash + 1),
    versionId: mark < 0 ? undefined : decoded(given.slice(mark + '?versionId='.length)),
  };
};

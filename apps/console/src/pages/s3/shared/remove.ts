import type { DeleteObjectsOutput, ListObjectVersionsOutput } from '@aws-sdk/client-s3';
import { ApiError } from '../../../api/api-error.ts';
import type { Place } from './place.ts';

interface Named {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

// As many of the longest keys as a request to the console holds.
const MOST_AT_ONCE = 500;

/** Deletes objects, or versions of them. @throws ApiError for the first that stays */
export const removeObjects = async (
  { aws, bucket }: Place,
  objects: readonly Named[],
): Promise<void> => {
  for (let at = 0; at < objects.length; at += MOST_AT_ONCE) {
    const Objects = objects.slice(at, at + MOST_AT_ONCE).map(({ Key, VersionId }) => ({
      Key,
      ...(VersionId === undefined ? {} : { VersionId }),
    }));
    const { Errors = [] } = await aws.call<DeleteObjectsOutput>('s3', 'DeleteObjects', {
      Bucket: bucket,
      Delete: { Objects, Quiet: true },
    });
    const [first] = Errors;
    if (first !== undefined)
      throw new ApiError(403, {
        code: first.Code ?? 'Error',
        message: `${first.Key}: ${first.Message}${Errors.length > 1 ? ` (and ${Errors.length - 1} more)` : ''}`,
      });
  }
};

/** Every version and delete marker under the prefix, page by page; answers how many went. */
export const removeAll = async (
  place: Place,
  prefix: string,
  told: (count: number) => void,
): Promise<number> => {
  let count = 0;
  for (;;) {
    // From the start each time: what was listed is gone by then.
    const page = await place.aws.call<ListObjectVersionsOutput>('s3', 'ListObjectVersions', {
      Bucket: place.bucket,
      Prefix: prefix,
    });
    const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (all.length === 0) return count;
    await removeObjects(place, all);
    count += all.length;
    told(count);
  }
};

/** The latest of everything under a prefix, as deleting a folder means it. */
export const removeLatest = async (place: Place, prefix: string): Promise<void> => {
  for (;;) {
    const page = await place.aws.call<{ Contents?: Named[] }>('s3', 'ListObjectsV2', {
      Bucket: place.bucket,
      Prefix: prefix,
    });
    const objects = (page.Contents ?? []).map(({ Key }) => ({ Key }));
    if (objects.length === 0) return;
    await removeObjects(place, objects);
  }
};

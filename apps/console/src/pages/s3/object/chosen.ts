import type { Place } from '../shared/place.ts';

/** An object, or one version of it. */
export interface Chosen {
  readonly place: Place;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** The members of a request that name it. */
export const named = ({ place, key, versionId }: Chosen): object => ({
  Bucket: place.bucket,
  Key: key,
  ...(versionId === undefined ? {} : { VersionId: versionId }),
});

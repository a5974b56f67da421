import type { ListObjectsV2Output, ListObjectVersionsOutput } from '@aws-sdk/client-s3';
import type { LoadPage } from '../../../shared/use-pages.ts';
import type { Place } from '../shared/place.ts';

/** A folder, an object, a version of one, or the mark that it was deleted. */
export interface Row {
  readonly kind: 'folder' | 'object' | 'marker';
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly isLatest?: boolean | undefined;
  readonly size?: number | undefined;
  readonly modified?: string | undefined;
  readonly storageClass?: string | undefined;
}

const folder = ({ Prefix = '' }: { readonly Prefix?: string | undefined }): Row => ({
  kind: 'folder',
  key: Prefix,
});

const loadLatest =
  ({ aws, bucket }: Place, prefix: string): LoadPage<Row> =>
  async (token, signal) => {
    const page = await aws.call<ListObjectsV2Output>(
      's3',
      'ListObjectsV2',
      {
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        ...(token === undefined ? {} : { ContinuationToken: token }),
      },
      signal,
    );
    const objects = (page.Contents ?? [])
      // The folder itself, where somebody made one.
      .filter(({ Key }) => Key !== prefix)
      .map((one): Row => ({
        kind: 'object',
        key: one.Key ?? '',
        size: one.Size,
        modified: one.LastModified,
        storageClass: one.StorageClass,
      }));
    return {
      items: [...(page.CommonPrefixes ?? []).map(folder), ...objects],
      token: page.NextContinuationToken,
    };
  };

interface Markers {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

const loadVersions =
  ({ aws, bucket }: Place, prefix: string): LoadPage<Row> =>
  async (token, signal) => {
    // The token of a page is made of the two markers that S3 pages versions by.
    const markers: Markers = token === undefined ? {} : JSON.parse(token);
    const page = await aws.call<ListObjectVersionsOutput>(
      's3',
      'ListObjectVersions',
      { Bucket: bucket, Prefix: prefix, Delimiter: '/', ...markers },
      signal,
    );
    const versions = (page.Versions ?? []).map((one): Row => ({
      kind: 'object',
      key: one.Key ?? '',
      versionId: one.VersionId,
      isLatest: one.IsLatest,
      size: one.Size,
      modified: one.LastModified,
      storageClass: one.StorageClass,
    }));
    const deleted = (page.DeleteMarkers ?? []).map((one): Row => ({
      kind: 'marker',
      key: one.Key ?? '',
      versionId: one.VersionId,
      isLatest: one.IsLatest,
      modified: one.LastModified,
    }));
    const all = [...versions, ...deleted].toSorted(
      (a, b) =>
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) ||
        (b.modified ?? '').localeCompare(a.modified ?? ''),
    );
    const next: Markers = {
      KeyMarker: page.NextKeyMarker,
      VersionIdMarker: page.NextVersionIdMarker,
    };
    return {
      items: [...(page.CommonPrefixes ?? []).map(folder), ...all],
      token: page.IsTruncated === true ? JSON.stringify(next) : undefined,
    };
  };

/** What is in a folder: the latest of everything, or every version. */
export const loadRows = (place: Place, prefix: string, versions: boolean): LoadPage<Row> =>
  versions ? loadVersions(place, prefix) : loadLatest(place, prefix);

export const rowId = ({ kind, key, versionId = '' }: Row): string => `${kind} ${key} ${versionId}`;

/** The part of a key behind the folder that is shown. */
export const lastPart = (key: string, prefix: string): string => key.slice(prefix.length) || key;

import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { type S3Fixture, s3Fixture } from './s3.fixture.ts';

const KEYS = ['a', 'a/1', 'a/2', 'a/b/3', 'ab', 'b/1', 'ä', '😀', 'z%+ &'];

interface Listing {
  readonly Contents?: readonly { readonly Key: string }[];
  readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
  readonly IsTruncated: boolean;
  readonly NextContinuationToken?: string;
  readonly NextMarker?: string;
}

const shown = ({ Contents = [], CommonPrefixes = [] }: Listing): readonly string[] => [
  ...Contents.map(({ Key }) => Key),
  ...CommonPrefixes.map(({ Prefix }) => Prefix),
];

const filled = async (
  open?: () => Promise<Store>,
): Promise<S3Fixture & { readonly Bucket: string }> => {
  const fixture = await s3Fixture(open);
  const Bucket = await fixture.bucket('listed-bucket');
  for (const key of KEYS) await fixture.put(Bucket, key, key);
  return { ...fixture, Bucket };
};

const server = await testPostgres();

const postgres = async (): Promise<Store> => {
  const url = await server?.database();
  const store = await openPostgres({ url: url ?? '', clock: systemClock, log: silentLog });
  onTestFinished(() => store.close());
  return store;
};

test.for([
  [{}, ['a', 'a/1', 'a/2', 'a/b/3', 'ab', 'b/1', 'z%+ &', 'ä', '😀']],
  [{ Prefix: 'a/' }, ['a/1', 'a/2', 'a/b/3']],
  [{ Delimiter: '/' }, ['a', 'ab', 'z%+ &', 'ä', '😀', 'a/', 'b/']],
  [{ Prefix: 'a/', Delimiter: '/' }, ['a/1', 'a/2', 'a/b/']],
  [{ Prefix: 'a', Delimiter: 'b' }, ['a', 'a/1', 'a/2', 'a/b', 'ab']],
  [{ StartAfter: 'a/2' }, ['a/b/3', 'ab', 'b/1', 'z%+ &', 'ä', '😀']],
  [{ StartAfter: 'a/2', Prefix: 'a/', Delimiter: '/' }, ['a/b/']],
  [{ Prefix: 'z', EncodingType: 'url' }, ['z%25%2B+%26']],
  [{ Prefix: 'none' }, []],
  [{ MaxKeys: 0 }, []],
] as const)('a listing with %j shows %j', async ([asked, expected]) => {
  const { s3, Bucket } = await filled();

  const whole = await s3<Listing>('ListObjectsV2', { Bucket, ...asked });

  expect(shown(whole).toSorted()).toEqual([...expected].toSorted());
  expect(whole).toMatchObject({ IsTruncated: false, KeyCount: expected.length });
});

test.for([
  ['SQLite', memoryStore],
  ...(server === undefined ? [] : [['PostgreSQL', postgres] as const]),
] as const)(
  'pages of a listing come to the whole, with a delimiter and without, on %s',
  async ([, open]) => {
    const { s3, Bucket, put } = await filled(open);
    for (let n = 0; n < 40; n += 1) await put(Bucket, `many/${n}`, 'x');

    for (const Delimiter of [undefined, '/']) {
      const whole = shown(await s3<Listing>('ListObjectsV2', { Bucket, Delimiter }));
      const paged: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page: Listing = await s3('ListObjectsV2', {
          Bucket,
          Delimiter,
          MaxKeys: 2,
          ContinuationToken,
        });
        expect(shown(page).length).toBeLessThanOrEqual(2);
        paged.push(...shown(page));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      const marked: string[] = [];
      let Marker: string | undefined;
      do {
        const page: Listing = await s3('ListObjects', { Bucket, Delimiter, MaxKeys: 2, Marker });
        marked.push(...shown(page));
        Marker = page.IsTruncated ? (page.NextMarker ?? shown(page).at(-1)) : undefined;
      } while (Marker !== undefined);

      expect(paged.toSorted()).toEqual(whole.toSorted());
      expect(marked.toSorted()).toEqual(whole.toSorted());
    }
  },
);

test('a token is good for the listing that it came from', async () => {
  const { s3, Bucket } = await filled();
  const { NextContinuationToken } = await s3<Listing>('ListObjectsV2', { Bucket, MaxKeys: 1 });

  for (const more of [{ Prefix: 'a' }, { Delimiter: '/' }])
    await expect(
      s3('ListObjectsV2', { Bucket, ContinuationToken: NextContinuationToken, ...more }),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(s3('ListObjectsV2', { Bucket, EncodingType: 'x' })).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
  await expect(s3('ListObjectsV2', { Bucket, MaxKeys: -1 })).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
});

test('versions are listed page by page, the latest of a key first', async () => {
  const { s3, bucket, put } = await s3Fixture();
  const Bucket = await bucket('listed-versions', 'Enabled');
  const ids: (string | undefined)[] = [];
  for (const key of ['a', 'a', 'b']) ids.push((await put(Bucket, key, 'x')).VersionId);
  await s3('DeleteObject', { Bucket, Key: 'a' });
  interface Versions {
    readonly Versions: readonly { readonly Key: string; readonly VersionId: string }[];
    readonly DeleteMarkers: readonly { readonly Key: string }[];
    readonly IsTruncated: boolean;
    readonly NextKeyMarker?: string;
    readonly NextVersionIdMarker?: string;
  }
  const seen: string[] = [];
  let at: object = {};
  for (;;) {
    const page: Versions = await s3('ListObjectVersions', { Bucket, MaxKeys: 1, ...at });
    seen.push(
      ...page.DeleteMarkers.map(({ Key }) => `${Key} marker`),
      ...page.Versions.map(({ VersionId }) => VersionId),
    );
    if (!page.IsTruncated) break;
    at = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }

  expect(seen).toEqual(['a marker', ids[1], ids[0], ids[2]]);
});

test('uploads are listed page by page', async () => {
  const { s3, bucket } = await s3Fixture();
  const Bucket = await bucket('listed-uploads');
  const begun: string[] = [];
  for (const Key of ['a', 'a', 'f/1', 'f/2']) {
    const { UploadId } = await s3<{ UploadId: string }>('CreateMultipartUpload', { Bucket, Key });
    begun.push(UploadId);
  }
  interface Uploads {
    readonly Uploads?: readonly { readonly UploadId: string }[];
    readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
    readonly IsTruncated: boolean;
    readonly NextKeyMarker?: string;
    readonly NextUploadIdMarker?: string;
  }
  const walk = async (more: object): Promise<readonly string[]> => {
    const seen: string[] = [];
    let at: object = {};
    for (;;) {
      const page: Uploads = await s3('ListMultipartUploads', {
        Bucket,
        MaxUploads: 1,
        ...more,
        ...at,
      });
      seen.push(
        ...(page.Uploads ?? []).map(({ UploadId }) => UploadId),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      if (!page.IsTruncated) return seen;
      at = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  };

  expect((await walk({})).toSorted()).toEqual(begun.toSorted());
  expect((await walk({ Delimiter: '/' })).toSorted()).toEqual(
    [...begun.slice(0, 2), 'f/'].toSorted(),
  );
});

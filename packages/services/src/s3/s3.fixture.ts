import type { Blobs } from '@gatehouse/core';
import { noOrganization, type PrincipalPort, type Service } from '@gatehouse/service-kit';
import { drainOutbox, type Store } from '@gatehouse/store';
import {
  type CallOptions,
  scratchBlobs,
  serviceFixture,
  type ServiceFixture,
} from '@gatehouse/testkit';
import { createKms } from '../index.ts';
import { createS3 } from './index.ts';
import { contents } from './repositories/contents.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

export interface S3Fixture extends ServiceFixture {
  readonly blobs: Blobs;
  /** What the start of a server does. */
  readonly prepare: () => Promise<void>;
  readonly s3: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  readonly kms: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** A KMS key of `admin`: its ARN. */
  readonly kmsKey: (more?: object) => Promise<string>;
  /** A bucket of `admin`, with versioning where that is asked for. */
  readonly bucket: (name: string, versioning?: 'Enabled' | 'Suspended') => Promise<string>;
  readonly put: (bucket: string, key: string, body: string, more?: object) => Promise<PutAnswer>;
  readonly text: (bucket: string, key: string, more?: object) => Promise<string>;
  /** Keys that a listing shows. */
  readonly keys: (bucket: string, more?: object) => Promise<readonly (string | undefined)[]>;
  /** Events that the service put on the default bus since this was asked last. */
  readonly emitted: () => Promise<readonly Emitted[]>;
}

export interface Emitted {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface PutAnswer {
  readonly ETag: string;
  readonly VersionId?: string;
}

interface Listing {
  readonly Contents?: readonly { readonly Key?: string }[];
}

export const bodyText = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** Everybody whom a key policy names is there. */
const everybody: PrincipalPort = {
  idOf: async (_tx, arn) =>
    `AIDA${arn
      .slice(arn.lastIndexOf('/') + 1)
      .toUpperCase()
      .padEnd(17, 'A')}`,
  arnOf: async () => undefined,
};

/** The real service over an in-memory database, its contents in a folder of their own. */
export const s3Fixture = async (open?: () => Promise<Store>): Promise<S3Fixture> => {
  // Nothing is too young for a sweep that the test's own clock says is due.
  const blobs = await scratchBlobs({ now: () => new Date('2100-01-01') });
  let made: Service | undefined;
  const fixture = await serviceFixture((deps) => {
    const kms = createKms({ ...deps, principals: everybody, organizations: noOrganization });
    const { service } = createS3({
      ...deps,
      blobs,
      keys: kms.keys,
      blobsInUse: (tx, ids) => contents.inUse(tx, ids),
    });
    made = service;
    return { services: [service, kms.service], organizations: noOrganization };
  }, open);
  const s3: S3Fixture['s3'] = (operation, input, options) =>
    fixture.call('s3', operation, input, options);
  const kms: S3Fixture['kms'] = (operation, input, options) =>
    fixture.call('kms', operation, input, options);
  return {
    ...fixture,
    blobs,
    prepare: () => fixture.store.write(async (tx) => made?.prepare?.(tx, fixture.clock.now())),
    s3,
    kms,
    kmsKey: async (more = {}) => {
      const { KeyMetadata } = await kms<{ KeyMetadata: { Arn: string } }>('CreateKey', more);
      return KeyMetadata.Arn;
    },
    bucket: async (Bucket, Status) => {
      await s3('CreateBucket', { Bucket });
      if (Status !== undefined)
        await s3('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } });
      return Bucket;
    },
    put: (Bucket, Key, Body, more = {}) => s3('PutObject', { Bucket, Key, Body, ...more }),
    text: async (Bucket, Key, more = {}) => {
      const { Body } = await s3<{ Body: AsyncIterable<Uint8Array> }>('GetObject', {
        Bucket,
        Key,
        ...more,
      });
      return bodyText(Body);
    },
    keys: async (Bucket, more = {}) => {
      const { Contents = [] } = await s3<Listing>('ListObjectsV2', { Bucket, ...more });
      return Contents.map(({ Key }) => Key);
    },
    emitted: async () => {
      const events: Emitted[] = [];
      await drainOutbox(fixture.store, 'events', 1000, async (_tx, rows) => {
        for (const { payload } of rows)
          for (const line of payload.split('\n')) events.push(JSON.parse(line) as Emitted);
      });
      return events;
    },
  };
};

import { createHash } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { Principal } from '@gatehouse/service-kit';
import type { LambdaDeps } from './deps.ts';
import {
  codeMissing,
  codeTwice,
  folderNotAllowed,
  imagesNotRun,
  objectNotRead,
  unzippedTooLarge,
  zipEmpty,
  zipInvalid,
  zipTooLarge,
} from './errors.ts';
import type { StoredCode } from './model.ts';
import { CodeRefusedError } from './runtime.ts';
import { checkZip, MOST_UNZIPPED_BYTES, MOST_ZIPPED_BYTES } from './zip.ts';

/** Where a request says that the code is. */
export interface CodeSource {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

type Deps = Pick<LambdaDeps, 'blobs' | 'readObject' | 'runtime'>;

/** Code in this bucket is a folder of this machine (GATEHOUSE_LAMBDA_FOLDERS). */
const LOCAL_BUCKET = 'gatehouse-local';

const gather = async (content: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of content) {
    size += part.length;
    if (size > MOST_ZIPPED_BYTES) throw zipTooLarge(MOST_ZIPPED_BYTES);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const fromBucket = async (
  { readObject }: Deps,
  { S3Bucket = '', S3Key = '', S3ObjectVersion }: CodeSource,
  principal: Principal,
  region: string,
): Promise<Uint8Array> => {
  try {
    const object = { bucket: S3Bucket, key: S3Key, versionId: S3ObjectVersion, principal, region };
    return await gather(await readObject(object));
  } catch (error) {
    if (error instanceof AwsError && error.name !== 'RequestEntityTooLargeException')
      throw objectNotRead(error.name, error.message);
    throw error;
  }
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}

const keepZip = async ({ blobs }: Deps, zip: Uint8Array): Promise<StoredCode> => {
  if (zip.length === 0) throw zipEmpty();
  if (zip.length > MOST_ZIPPED_BYTES) throw zipTooLarge(MOST_ZIPPED_BYTES);
  try {
    await checkZip(zip);
  } catch (error) {
    if (!(error instanceof CodeRefusedError)) throw error;
    throw error.reason === 'too-large' ? unzippedTooLarge(MOST_UNZIPPED_BYTES) : zipInvalid();
  }
  const { id, bytes } = await blobs.write(once(zip), MOST_ZIPPED_BYTES);
  return { code: { kind: 'zip', blobId: id }, bytes, sha256: id };
};

const folderCode = async ({ runtime }: Deps, key: string): Promise<StoredCode> => {
  const path = await runtime?.localFolder(key);
  if (path === undefined) throw folderNotAllowed(key);
  const sha256 = createHash('sha256').update(`folder:${key}`).digest('hex');
  return { code: { kind: 'folder', path }, bytes: 0, sha256 };
};

export const requireSource = (source: CodeSource | undefined): CodeSource => {
  if (source?.ImageUri !== undefined) throw imagesNotRun();
  const hasObject = source?.S3Bucket !== undefined || source?.S3Key !== undefined;
  if (source?.ZipFile !== undefined) {
    if (hasObject) throw codeTwice();
    return source;
  }
  if (source?.S3Bucket === undefined || source.S3Key === undefined) throw codeMissing();
  return source;
};

/** Keeps the code that a request brings or names; `principal` is who reads it from S3. */
export const keepCode = async (
  deps: Deps,
  source: CodeSource,
  principal: Principal,
  region: string,
): Promise<StoredCode> => {
  if (source.ZipFile !== undefined) return keepZip(deps, source.ZipFile);
  if (source.S3Bucket === LOCAL_BUCKET) return folderCode(deps, source.S3Key ?? '');
  return keepZip(deps, await fromBucket(deps, source, principal, region));
};

export const codeLimits = {
  S3Bucket: { minLength: 3, maxLength: 63, pattern: '[0-9A-Za-z.\\-_]*' },
  S3Key: { minLength: 1, maxLength: 1024 },
  S3ObjectVersion: { minLength: 1, maxLength: 1024 },
};

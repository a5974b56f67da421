import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { scheduleWork, type WorkHandler } from '@gatehouse/store';
import type { CloudTrailDeps } from '../deps.ts';
import {
  type Digest,
  digests,
  type LogFile,
  logFiles,
  type Place,
} from '../repositories/log-files.ts';
import type { SigningKey } from '../repositories/signing-keys.ts';
import { statuses } from '../repositories/statuses.ts';
import { trails } from '../repositories/trails.ts';
import type { Trail } from '../trails.ts';
import { digestKey, encryptionOf, organizationOf, regionOf, sourceOf } from './destinations.ts';
import { digestPlace, digestWork } from './jobs.ts';
import type { DigestSigning } from './signing.ts';

type Deps = Pick<CloudTrailDeps, 'store' | 'clock' | 'log' | 'objects' | 'organizations'> & {
  readonly signing: DigestSigning;
};

const HOUR_MILLISECONDS = 3_600_000;
const HASH_ALGORITHM = 'SHA-256';
const SIGNATURE_ALGORITHM = 'SHA256withRSA';

const compress = promisify(gzip);

const inSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const spanOf = (files: readonly LogFile[]) => {
  const [first] = files;
  if (first === undefined) return { newestEventTime: null, oldestEventTime: null };
  const newest = Math.max(...files.map((file) => file.newest.getTime()));
  const oldest = Math.min(...files.map((file) => file.oldest.getTime()));
  return {
    newestEventTime: inSeconds(new Date(newest)),
    oldestEventTime: inSeconds(new Date(oldest)),
  };
};

interface Draft {
  readonly trail: Trail;
  readonly place: Place;
  readonly files: readonly LogFile[];
  readonly previous: Digest | undefined;
  readonly key: string;
  readonly endedAt: Date;
  readonly signedBy: SigningKey;
}

/** CloudTrail User Guide, "Digest file structure". */
const contentOf = ({ trail, place, files, previous, key, endedAt, signedBy }: Draft): string => {
  const startedAt = previous?.endedAt ?? new Date(endedAt.getTime() - HOUR_MILLISECONDS);
  return JSON.stringify({
    awsAccountId: place.account,
    digestStartTime: inSeconds(startedAt),
    digestEndTime: inSeconds(endedAt),
    digestS3Bucket: trail.settings.S3BucketName,
    digestS3Object: key,
    digestPublicKeyFingerprint: signedBy.fingerprint,
    digestSignatureAlgorithm: SIGNATURE_ALGORITHM,
    ...spanOf(files),
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : HASH_ALGORITHM,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files.map((file) => ({
      s3Bucket: file.bucket,
      s3Object: file.key,
      hashValue: file.hash,
      hashAlgorithm: HASH_ALGORITHM,
      newestEventTime: inSeconds(file.newest),
      oldestEventTime: inSeconds(file.oldest),
    })),
  });
};

/** What is signed (CloudTrail User Guide, "Custom implementations of log file integrity validation"). */
const signedText = (draft: Draft, hash: string): string =>
  [
    inSeconds(draft.endedAt),
    `${draft.trail.settings.S3BucketName}/${draft.key}`,
    hash,
    draft.previous?.signature ?? 'null',
  ].join('\n');

const write = async (
  { objects, signing, log }: Deps,
  draft: Draft,
): Promise<{ readonly digest: Digest; readonly error: string | undefined }> => {
  const { trail, key, endedAt } = draft;
  const content = contentOf(draft);
  const hash = createHash('sha256').update(content).digest('hex');
  const signature = signing.sign(draft.signedBy, signedText(draft, hash));
  const bucket = trail.settings.S3BucketName;
  const digest = { bucket, key, hash, signature, endedAt };
  try {
    const error = await objects.write({
      bucket,
      key,
      body: await compress(content),
      contentType: 'application/json',
      contentEncoding: 'gzip',
      metadata: { signature, 'signature-algorithm': SIGNATURE_ALGORITHM },
      encryption: encryptionOf(trail),
      source: sourceOf(trail),
      region: regionOf(trail),
    });
    return { digest, error };
  } catch (cause) {
    log.error('a digest could not be written', { cause: String(cause) });
    return { digest, error: 'InternalError' };
  }
};

const draftOf = async (deps: Deps, place: Place): Promise<Draft | undefined> => {
  const { store, clock, signing, organizations } = deps;
  const trail = await store.read((tx) => trails.byId(tx, place.trailId));
  if (trail === undefined) return undefined;
  const files = await store.read((tx) => logFiles.of(tx, place));
  const previous = await store.read((tx) => digests.last(tx, place));
  const organizationId = await organizationOf(organizations, trail);
  const endedAt = new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
  const key = digestKey(trail, organizationId, place, endedAt);
  const signedBy = await signing.key(place.region);
  return { trail, place, files, previous, key, endedAt, signedBy };
};

/** Writes a digest of the last hour's files: an hour without any has one too, so that none can be taken away unseen. */
export const writeDigest =
  (deps: Deps): WorkHandler =>
  async (store, { payload }) => {
    const { clock } = deps;
    const place = digestPlace(payload);
    const draft = await draftOf(deps, place);
    if (draft === undefined) return;
    const { trail, files } = draft;
    const goesOn = trail.logging && trail.settings.LogFileValidationEnabled;
    // A chain that ends has a last digest for what was written since the one before.
    if (!goesOn && files.length === 0) {
      await store.write((tx) => digests.remove(tx, place));
      return;
    }
    const { digest, error } = await write(deps, draft);
    await store.write(async (tx) => {
      await statuses.note(tx, trail.id, 'digests', clock.now(), error);
      if (error === undefined) {
        await logFiles.remove(tx, place, files);
        await digests.put(tx, place, digest);
      }
      await scheduleWork(tx, digestWork(place, clock.now()));
    });
  };

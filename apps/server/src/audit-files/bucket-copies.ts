import { createHash, createHmac } from 'node:crypto';
import type { KeyProvider } from '@gatehouse/clients';
import type { Clock } from '@gatehouse/core';
import type { Copies } from './copied-anchor.ts';

/** A bucket did not take a copy of the audit log's anchor. */
export class CheckpointBucketError extends Error {
  override readonly name = 'CheckpointBucketError';
}

interface Bucket {
  readonly name: string;
  readonly region: string;
  /** `amazonaws.com`. */
  readonly suffix: string;
  /** Origin of another store with S3's API; the bucket then is the first part of the path. */
  readonly endpoint?: string | undefined;
  readonly credentials: KeyProvider;
  readonly clock: Clock;
}

const TIMEOUT_MILLISECONDS = 10_000;
const EXISTS = 412;
const SERVICE = 's3';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** `20261125T101500Z` */
const amzDate = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

const urlOf = ({ name, region, suffix, endpoint }: Bucket, key: string): URL =>
  endpoint === undefined
    ? new URL(`https://${name}.s3.${region}.${suffix}/${key}`)
    : new URL(`${endpoint}/${name}/${key}`);

type Headers = Readonly<Record<string, string>>;

/** IAM User Guide, "Create a signed AWS API request". Paths here need no encoding, and there is no query. */
const signed = async (bucket: Bucket, url: URL, headers: Headers): Promise<Headers> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await bucket.credentials();
  const date = amzDate(bucket.clock.now());
  const day = date.slice(0, 8);
  const all: Headers = {
    ...headers,
    host: url.host,
    'x-amz-date': date,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(all).toSorted();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const request = [
    'PUT',
    url.pathname,
    '',
    lines,
    names.join(';'),
    all['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${bucket.region}/${SERVICE}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(request).toString('hex')}`;
  const key = [bucket.region, SERVICE, 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(`AWS4${secretAccessKey}`, day),
  );
  const signature = hmac(key, text).toString('hex');
  // What is sent brings its own host.
  const { host: _host, ...sent } = all;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
};

/**
 * Objects below `audit/` of a bucket. One that exists is never written again, so that no version of it hides an earlier one; the
 * checksum is what Object Lock asks for (Amazon S3 User Guide, "Object Lock considerations").
 */
export const bucketCopies = (bucket: Bucket): Copies => ({
  put: async (name, text) => {
    const url = urlOf(bucket, `audit/${name}`);
    const digest = sha256(text);
    const headers = await signed(bucket, url, {
      'content-type': 'text/plain; charset=utf-8',
      'if-none-match': '*',
      'x-amz-checksum-sha256': digest.toString('base64'),
      'x-amz-content-sha256': digest.toString('hex'),
      'x-amz-sdk-checksum-algorithm': 'SHA256',
    });
    const answer = await fetch(url, {
      method: 'PUT',
      headers,
      body: text,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    }).catch((cause: unknown) => {
      throw new CheckpointBucketError(`The bucket ${bucket.name} does not answer.`, { cause });
    });
    await answer.body?.cancel();
    if (answer.ok || answer.status === EXISTS) return;
    throw new CheckpointBucketError(
      `The bucket ${bucket.name} refused a checkpoint of the audit log with status ${answer.status}. ` +
        'The broker’s role needs s3:PutObject on audit/* of it.',
    );
  },
});

import { createHash, createHmac } from 'node:crypto';

export interface Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

interface Signed {
  /** Where the embedded cloud is reached. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly seconds: number;
}

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * The address by which anybody gets one object for a while: a GET signed in its query (S3 API Reference, "Authenticating
 * Requests: Using Query Parameters").
 */
export const presignedUrl = (
  { endpoint, region, bucket, key, versionId, seconds }: Signed,
  { accessKeyId, secretAccessKey, sessionToken }: Signing,
  now: Date,
): string => {
  const { origin, host } = new URL(endpoint);
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/s3/aws4_request`;
  const path = `/${bucket}/${key.split('/').map(encoded).join('/')}`;
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ...(sessionToken === undefined ? [] : [['X-Amz-Security-Token', sessionToken]]),
    ['X-Amz-SignedHeaders', 'host'],
    ...(versionId === undefined ? [] : [['versionId', versionId]]),
  ]
    .map(([name = '', value = '']) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const canonical = ['GET', path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signingKey = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  const signature = hmac(signingKey, ['AWS4-HMAC-SHA256', time, scope, hash].join('\n'));
  return `${origin}${path}?${query}&X-Amz-Signature=${signature.toString('hex')}`;
};

import { bucketNameInvalid, keyTooLong } from './errors.ts';

const MAX_KEY_BYTES = 1024;

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;
export const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`;

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** S3 User Guide, "General purpose bucket naming rules". */
export const requireNewName = (name: string): void => {
  const isGood =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix));
  if (!isGood) throw bucketNameInvalid(name);
};

/** What may be asked for: older buckets had freer names, so this only keeps out what never was one. */
export const requireName = (name: string): void => {
  if (!/^[A-Za-z0-9._-]{3,255}$/.test(name)) throw bucketNameInvalid(name);
};

export const requireKey = (key: string): void => {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) throw keyTooLong(bytes);
};

import type { GetBucketLocationOutput } from '@aws-sdk/client-s3';
import { toApiError } from '../../../api/api-error.ts';
import { type Aws, awsIn } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';

/** A bucket, and the client for the Region that it is in. */
export interface Place {
  readonly bucket: string;
  readonly aws: Aws;
}

/** Calls for a bucket must go to its own Region; any Region tells which that is. */
export const locate = async (aws: Aws, bucket: string, signal?: AbortSignal): Promise<Place> => {
  const { LocationConstraint } = await aws.call<GetBucketLocationOutput>(
    's3',
    'GetBucketLocation',
    { Bucket: bucket },
    signal,
  );
  const told: string = LocationConstraint ?? '';
  const region = told === '' ? 'us-east-1' : told === 'EU' ? 'eu-west-1' : told;
  return { bucket, aws: awsIn(region) };
};

/** A setting of the bucket. */
export const useSetting = <Output>({ bucket, aws }: Place, operation: string) =>
  useLoad<Json<Output>>(`${operation} ${bucket}`, (signal) =>
    aws.call<Output>('s3', operation, { Bucket: bucket }, signal),
  );

/** A setting that AWS calls an error where there is none: undefined then. */
export const useOptionalSetting = <Output>(
  { bucket, aws }: Place,
  operation: string,
  none: string,
): Loaded<{ readonly value: Json<Output> | undefined }> =>
  useLoad(`${operation} ${bucket}`, async (signal) => {
    try {
      return { value: await aws.call<Output>('s3', operation, { Bucket: bucket }, signal) };
    } catch (error) {
      if (toApiError(error).code === none) return { value: undefined };
      throw error;
    }
  });

export const bucketPath = (bucket: string, prefix = ''): string =>
  `/s3/buckets/${bucket}${prefix === '' ? '' : `?prefix=${encodeURIComponent(prefix)}`}`;

export const objectPath = (bucket: string, key: string, versionId?: string): string => {
  const query = new URLSearchParams({ key, ...(versionId === undefined ? {} : { versionId }) });
  return `/s3/buckets/${bucket}/object?${query.toString()}`;
};

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1536` as `1.5 KiB`. */
export const sizeText = (bytes: number | undefined): string => {
  if (bytes === undefined) return '–';
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
};

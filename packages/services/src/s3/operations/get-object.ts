import type { GetObjectRequest, HeadObjectRequest } from '@aws-sdk/client-s3';
import { type Call, reads } from '@gatehouse/service-kit';
import { permittedObject } from '../access/object-read.ts';
import { requireReadConditions } from '../conditional.ts';
import { refuseCustomerKeys } from '../encryption/asked.ts';
import { archived, invalidRequest } from '../errors.ts';
import type { S3Parts } from '../parts.ts';
import { requestedRange } from '../ranges.ts';
import { contents } from '../repositories/contents.ts';
import { readStretches } from '../stretches.ts';
import { objectView, type Overrides } from '../view.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'encryption'>;

const READ = {
  action: 's3:GetObject',
  ofVersion: 's3:GetObjectVersion',
  permission: 'READ',
} as const;

const refuseOverridesOfStrangers = (call: Call, input: Overrides): void => {
  const isAsked = Object.entries(input).some(
    ([name, value]) => name.startsWith('Response') && value !== undefined,
  );
  if (isAsked && call.principal.kind === 'anonymous')
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    );
};

const ARCHIVED = new Set(['DEEP_ARCHIVE', 'GLACIER']);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = ({ access, blobs, encryption }: Deps) =>
  reads<GetObjectRequest, unknown>({ event: { data: true } }, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, READ);
    refuseOverridesOfStrangers(call, input);
    refuseCustomerKeys(input);
    requireReadConditions(input, version);
    if (ARCHIVED.has(version.storageClass)) throw archived(version.storageClass);
    const range = requestedRange(input, version);
    const { start, end } = range ?? { start: 0, end: version.size };
    const place = { bucket, key: version.key };
    const key = await encryption.open(call, place, version.details.sse);
    const stretches = await contents.of(call.tx, version.contentId);
    return {
      ...objectView(bucket, version, range, input),
      // Read while it is sent: the transaction has ended by then.
      Body: readStretches(blobs, stretches, start, end, key),
    };
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = ({ access, encryption }: Deps) =>
  reads<HeadObjectRequest, unknown>({ event: { data: true } }, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, {
      ...READ,
      method: 'HEAD',
    });
    refuseOverridesOfStrangers(call, input);
    refuseCustomerKeys(input);
    requireReadConditions(input, version);
    // What the content is tells as little as the content without the key (S3 API Reference, HeadObject, "ChecksumMode").
    if (input.ChecksumMode === 'ENABLED')
      await encryption.open(call, { bucket, key: version.key }, version.details.sse);
    return objectView(bucket, version, requestedRange(input, version), input);
  });

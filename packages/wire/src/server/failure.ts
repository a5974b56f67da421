import { AwsError, type Log } from '@gatehouse/core';
import type { ServiceModel } from '../model/service-model.ts';
import type { Protocol, WholeHttpResponse } from '../protocols/protocol.ts';
import type { Dialect } from '../sigv4/dialect.ts';
import { claimedCredential } from '../sigv4/parameters.ts';
import { isRegion } from '../sigv4/region.ts';
import { parseCredential } from '../sigv4/signing-key.ts';
import type { Arrival } from './arrival.ts';
import { DEFAULT_REGION } from './authenticate.ts';
import { printable } from './body.ts';
import type { WireCaller } from './wire-settings.ts';

interface Circumstances {
  readonly requestId: string;
  readonly service: string | undefined;
  readonly operation: string | undefined;
}

/** What the caller hears: its own mistake as it is; ours as a 500 that tells nothing, with the cause in the log. */
export const errorFor = (
  cause: unknown,
  dialect: Dialect,
  log: Log,
  circumstances: Circumstances,
): AwsError => {
  if (cause instanceof AwsError) return cause;
  log.error('a request failed', { ...circumstances, cause: whereOf(cause) });
  return internalFailure(dialect);
};

/** "Common Errors" of the API references; S3 and EC2 name it otherwise. */
const internalFailure = (dialect: Dialect): AwsError => {
  if (dialect === 's3')
    return new AwsError('InternalError', 'We encountered an internal error. Please try again.', {
      status: 500,
    });
  if (dialect === 'ec2')
    return new AwsError('InternalError', 'An internal error has occurred', { status: 500 });
  return new AwsError(
    'InternalFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
    { status: 500 },
  );
};

/** An error by name and place. Messages may quote input, and input may hold secrets: they stay out of the log. */
export const whereOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause;
  const frames = (cause.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const inner = cause.cause === undefined ? '' : `; caused by ${whereOf(cause.cause)}`;
  return `${cause.name}: ${frames
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ')}${inner}`.slice(0, 2000);
};

/** The error as its protocol spells it; should even that fail, an answer without a body. */
export const renderError = (
  protocol: Protocol,
  model: ServiceModel | undefined,
  error: AwsError,
  requestId: string,
  log: Log,
): WholeHttpResponse => {
  try {
    return protocol.encodeError(model, error, requestId);
  } catch (cause) {
    log.error('an error could not be written', {
      requestId,
      code: error.name,
      cause: whereOf(cause),
    });
    return { status: 500, headers: {}, body: '' };
  }
};

/** The caller as the request has it, for a refusal: nothing of this is verified. */
export const callerAsClaimed = ({ head, queryParts, peer }: Arrival): WireCaller => {
  const claimed = claimedCredential(head.headers, queryParts);
  const scope = claimed === undefined ? undefined : parseCredential(claimed);
  const key = scope?.accessKeyId ?? claimed?.split('/', 1)[0];
  const isInHeader = head.headers['authorization'] !== undefined;
  return {
    ...peer,
    accessKeyId: key === undefined ? undefined : printable(key),
    region: scope !== undefined && isRegion(scope.region) ? scope.region : DEFAULT_REGION,
    authType: authTypeOf(claimed, isInHeader),
  };
};

const authTypeOf = (claimed: string | undefined, isInHeader: boolean): WireCaller['authType'] => {
  if (claimed === undefined) return 'none';
  return isInHeader ? 'REST-HEADER' : 'REST-QUERY-STRING';
};

import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { Ec2Deps } from '../deps.ts';
import type { Resource } from '../model.ts';
import { dataKeyOf, derivedDataKey, keyRefusal, newDataKey } from './data-keys.ts';
import type { VolumeDetails } from './model.ts';

const isMissing = (error: unknown): boolean =>
  error instanceof AwsError && error.name === 'NotFoundException';

type Sealing = Pick<VolumeDetails, 'dataKey' | 'failure'>;

/** The data key of a new volume or copy, as the caller gets it; or why he gets none, which it then is for. */
export const sealing = async (
  { acceptsLooseInput }: Pick<Ec2Deps, 'acceptsLooseInput'>,
  call: Call,
  id: string,
  kmsKey: string | undefined,
  from: Resource<'snapshot'> | undefined,
): Promise<Sealing> => {
  if (kmsKey === undefined) return {};
  const source = from === undefined ? undefined : dataKeyOf(from);
  try {
    const { encrypted, boundTo } =
      source === undefined
        ? await newDataKey(call, kmsKey, id)
        : await derivedDataKey(call, source, kmsKey, id);
    return { dataKey: { encrypted, boundTo } };
  } catch (error) {
    const failure = keyRefusal(error);
    if (failure === undefined) throw error;
    // Suites of emulators name keys that nobody has made.
    return acceptsLooseInput === true && isMissing(error) ? {} : { failure };
  }
};

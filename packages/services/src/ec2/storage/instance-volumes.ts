import type { Call } from '@gatehouse/service-kit';
import type { StartFailure } from '../instances/model.ts';
import { type Resource, withDetails } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { dataKeyOf, grantAttachment, keyRefusal, retireAttachment } from './data-keys.ts';
import type { KeyFailure } from './model.ts';

type Volume = Resource<'volume'>;

/** What an instance says that cannot start for want of a volume's key (Amazon EC2 User Guide, "Troubleshoot instance launch issues"). */
const startFailure = ({ denied }: KeyFailure): StartFailure =>
  denied
    ? {
        code: 'Client.InternalError',
        message: 'Client.InternalError: Client error on launch',
      }
    : {
        code: 'Client.InvalidKMSKey.InvalidState',
        message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
      };

const volumesOf = (call: Call, { details }: Resource<'instance'>): Promise<Volume[]> =>
  resources.findMany(
    call.tx,
    call,
    'volume',
    details.blockDevices.map(({ volume }) => volume),
  );

/** Takes back what lets the instance of a volume read it. */
export const disconnect = async (call: Call, volume: Volume): Promise<Volume> => {
  const { attachment, kmsKey } = volume.details;
  if (attachment?.grant === undefined || kmsKey === undefined) return volume;
  await retireAttachment(call, kmsKey, attachment.grant);
  const released = withDetails(volume, { attachment: { ...attachment, grant: undefined } });
  await resources.save(call.tx, released);
  return released;
};

export const disconnectVolumes = async (
  call: Call,
  instance: Resource<'instance'>,
): Promise<void> => {
  for (const volume of await volumesOf(call, instance)) await disconnect(call, volume);
};

const connect = async (
  call: Call,
  volume: Volume,
): Promise<{ readonly volume: Volume; readonly failure?: KeyFailure | undefined }> => {
  const { attachment, failure } = volume.details;
  const dataKey = dataKeyOf(volume);
  if (failure !== undefined || attachment === undefined || dataKey === undefined)
    return { volume, failure };
  await disconnect(call, volume);
  try {
    const grant = await grantAttachment(call, volume.id, dataKey, attachment.instance);
    const connected = withDetails(volume, { attachment: { ...attachment, grant } });
    await resources.save(call.tx, connected);
    return { volume: connected };
  } catch (error) {
    const refusal = keyRefusal(error);
    if (refusal === undefined) throw error;
    return { volume, failure: refusal };
  }
};

/** Lets an instance read its volumes, as the caller who starts it; all of them, or none and the reason. */
export const connectVolumes = async (
  call: Call,
  volumes: readonly Volume[],
): Promise<StartFailure | undefined> => {
  const connected: Volume[] = [];
  for (const one of volumes) {
    const { volume, failure } = await connect(call, one);
    if (failure !== undefined) {
      for (const earlier of connected) await disconnect(call, earlier);
      return startFailure(failure);
    }
    connected.push(volume);
  }
  return undefined;
};

export const reconnectVolumes = async (
  call: Call,
  instance: Resource<'instance'>,
): Promise<StartFailure | undefined> => connectVolumes(call, await volumesOf(call, instance));

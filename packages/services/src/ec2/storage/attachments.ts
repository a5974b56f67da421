import type {
  AttachVolumeRequest,
  DetachVolumeRequest,
  VolumeAttachment,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { authorized } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { incorrectState, parameterInvalid } from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes } from '../operation.ts';
import { resources } from '../repositories/resources.ts';
import { dataKeyOf, grantAttachment, keyRefusal } from './data-keys.ts';
import { disconnect } from './instance-volumes.ts';
import type { KeyFailure, VolumeAttachmentDetails } from './model.ts';
import { tellVolume } from './notices.ts';

export const shownAttachment = (
  volume: string,
  attachment: VolumeAttachmentDetails,
  state: VolumeAttachment['State'] = 'attached',
): VolumeAttachment => ({
  VolumeId: volume,
  InstanceId: attachment.instance,
  Device: attachment.device,
  State: state,
  AttachTime: new Date(attachment.attachedAt),
  DeleteOnTermination: attachment.deleteOnTermination,
});

const DEVICE = /^(?:\/dev\/)?(?:sd|xvd|hd)[a-z]{1,2}\d{0,2}$/;

const requireAttachable = (
  volume: Resource<'volume'>,
  instance: Resource<'instance'>,
  device: string,
): void => {
  if (!DEVICE.test(device))
    throw parameterInvalid('device', device, `${device} is not a valid EBS device name.`);
  if (volume.details.attachment !== undefined)
    throw new AwsError('VolumeInUse', `${volume.id} is already attached to an instance`);
  if (volume.details.failure !== undefined)
    throw incorrectState(`Volume '${volume.id}' is in the 'error' state.`);
  const { state, failure } = instance.details;
  // One that will not run is on its way out: nothing would take its grant back.
  if (!['running', 'stopped', 'stopping', 'pending'].includes(state) || failure !== undefined)
    throw new AwsError('IncorrectState', `Instance '${instance.id}' is not 'running'.`);
  if (volume.details.zone !== instance.details.zone)
    throw new AwsError(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`,
    );
  if (instance.details.blockDevices.some((one) => one.device === device))
    throw parameterInvalid('device', device, `${device} is already in use`);
};

/** The grant by which the instance reads the volume; none where it is not encrypted, or what KMS refuses. */
const readable = async (
  call: Call,
  volume: Resource<'volume'>,
  instance: string,
): Promise<{ readonly grant?: string; readonly failure?: KeyFailure }> => {
  const dataKey = dataKeyOf(volume);
  if (dataKey === undefined) return {};
  try {
    return { grant: await grantAttachment(call, volume.id, dataKey, instance) };
  } catch (error) {
    const failure = keyRefusal(error);
    if (failure === undefined) throw error;
    return { failure };
  }
};

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachVolume.html. Where the key of an encrypted volume does not
 * serve, the answer is that of a success, and the volume is never attached: an event says why (Amazon EBS User Guide, "Amazon
 * EventBridge events for Amazon EBS").
 */
export const attachVolume = (deps: Ec2Deps) =>
  changes<AttachVolumeRequest, VolumeAttachment>(
    { partial: 'no Multi-Attach' },
    async (input, call) => {
      const { tx, now } = call;
      const volume = await authorized(call, 'AttachVolume', 'volume', input.VolumeId ?? '');
      const instance = await authorized(call, 'AttachVolume', 'instance', input.InstanceId ?? '');
      const device = input.Device ?? '';
      requireAttachable(volume, instance, device);
      const { grant, failure } = await readable(call, volume, instance.id);
      const attachedAt = now.getTime();
      const attachment = { instance: instance.id, device, attachedAt, deleteOnTermination: false };
      if (failure === undefined) {
        await resources.save(tx, withDetails(volume, { attachment: { ...attachment, grant } }));
        const added = { device, volume: volume.id, attachedAt, deleteOnTermination: false };
        const blockDevices = [...instance.details.blockDevices, added];
        await resources.save(tx, withDetails(instance, { blockDevices }));
      }
      await tellVolume(deps, call, {
        event: 'attachVolume',
        volume: volume.id,
        result: failure === undefined ? 'attached' : 'failed',
        failure,
        kmsKey: volume.details.kmsKey,
      });
      return shownAttachment(volume.id, attachment, 'attaching');
    },
  );

const attachedTo = async (
  call: Call,
  { details }: Resource<'volume'>,
  given: string | undefined,
): Promise<Resource<'instance'> | undefined> => {
  const id = given ?? details.attachment?.instance;
  return id === undefined ? undefined : authorized(call, 'DetachVolume', 'instance', id);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html */
export const detachVolume = (deps: Ec2Deps) =>
  changes<DetachVolumeRequest, VolumeAttachment>({}, async (input, call) => {
    const { tx } = call;
    const volume = await authorized(call, 'DetachVolume', 'volume', input.VolumeId ?? '');
    const { attachment } = volume.details;
    const instance = await attachedTo(call, volume, input.InstanceId);
    if (attachment === undefined)
      throw incorrectState(`Volume '${volume.id}' is in the 'available' state.`);
    const device = input.Device ?? attachment.device;
    if (
      instance === undefined ||
      attachment.instance !== instance.id ||
      attachment.device !== device
    )
      throw new AwsError(
        'InvalidAttachment.NotFound',
        `The volume '${volume.id}' is not attached to instance '${input.InstanceId ?? ''}' as device ${device}`,
      );
    if (device === instance.details.rootDevice && instance.details.state !== 'stopped')
      throw new AwsError(
        'OperationNotPermitted',
        `Unable to detach root volume '${volume.id}' from instance '${instance.id}'`,
      );
    const released = await disconnect(call, volume);
    await resources.save(tx, withDetails(released, { attachment: undefined }));
    const blockDevices = instance.details.blockDevices.filter((one) => one.volume !== volume.id);
    await resources.save(tx, withDetails(instance, { blockDevices }));
    const notice = { event: 'detachVolume', volume: volume.id, result: 'detached' } as const;
    await tellVolume(deps, call, notice);
    return shownAttachment(volume.id, attachment, 'detaching');
  });

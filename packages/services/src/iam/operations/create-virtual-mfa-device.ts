import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
} from '@aws-sdk/client-iam';
import { base32, png, qrCode, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { mfaArn } from '../arns.ts';
import { mfaDeviceExists } from '../errors.ts';
import { seedContext } from '../mfa-subject.ts';
import { MFA_DEVICE_NAME, PATH, pathOf, required, requireName } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { requestedResourceTags } from '../tagging.ts';
import { tagLimits, tagOwner } from '../tags.ts';

// 64 characters of base 32, as AWS's seeds have.
const SEED_BYTES = 40;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html */
export const createVirtualMfaDevice = ({ ids, vault }: Pick<IamDeps, 'ids' | 'vault'>) =>
  writes<CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse>(
    {
      limits: { VirtualMFADeviceName: MFA_DEVICE_NAME, Path: PATH, ...tagLimits },
      redactOutput: ['VirtualMFADevice.Base32StringSeed', 'VirtualMFADevice.QRCodePNG'],
    },
    async (input, call) => {
      const name = required('virtualMFADeviceName', input.VirtualMFADeviceName);
      requireName('virtualMFADeviceName', name);
      const path = pathOf(input.Path);
      const tags = requestedResourceTags(input.Tags);
      const serial = mfaArn(call.account, path, name);
      call.touch({ type: 'AWS::IAM::VirtualMFADevice', name: serial });
      await call.authorize('iam:CreateVirtualMFADevice', serial, requestTagKeys(tags));
      if (tags.size > 0) await call.authorize('iam:TagMFADevice', serial, requestTagKeys(tags));

      const seed = ids.bytes(SEED_BYTES);
      const added = await mfaDevices.insert(call.tx, {
        serial,
        account: call.account,
        seed: vault.seal(seed, seedContext(serial)),
        createdAt: call.now,
        assigned: undefined,
        lastStep: 0,
      });
      if (!added) throw mfaDeviceExists();
      await tagStore.put(call.tx, tagOwner(serial, call.account, 'iam:mfa'), tags);

      const secret = base32(seed);
      const uri = `otpauth://totp/${encodeURIComponent(name)}@${call.account}?secret=${secret}`;
      return {
        VirtualMFADevice: {
          SerialNumber: serial,
          Base32StringSeed: Buffer.from(secret),
          QRCodePNG: png(qrCode(uri)),
          ...(tags.size === 0 ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
        },
      };
    },
  );

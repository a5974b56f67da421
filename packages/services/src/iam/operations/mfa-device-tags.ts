import type { OperationDefinition } from '@gatehouse/service-kit';
import { authorizeDevice } from '../mfa-subject.ts';
import { required, SERIAL_NUMBER } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html and its two companions */
export const mfaDeviceTags = ({
  pages,
}: Pick<IamDeps, 'pages'>): Readonly<Record<string, OperationDefinition>> =>
  taggingOperations<{ readonly SerialNumber?: string }>(
    {
      noun: 'MFADevice',
      type: 'iam:mfa',
      limits: { SerialNumber: SERIAL_NUMBER },
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: async (call, action, input, keys) => {
        const serial = required('serialNumber', input.SerialNumber);
        const { device } = await authorizeDevice(call, action, serial, keys);
        return { arn: device.serial };
      },
    },
    pages,
  );

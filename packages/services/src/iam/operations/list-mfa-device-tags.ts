import type { ListMFADeviceTagsRequest, ListMFADeviceTagsResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { authorizeDevice } from '../mfa-subject.ts';
import { pageLimits, required, SERIAL_NUMBER } from '../names.ts';
import { pageOfTags } from '../paging.ts';
import type { IamDeps } from '../parts.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html */
export const listMfaDeviceTags = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListMFADeviceTagsRequest, ListMFADeviceTagsResponse>(
    { limits: { SerialNumber: SERIAL_NUMBER, ...pageLimits } },
    async (input, call) => {
      const serial = required('serialNumber', input.SerialNumber);
      const { device, tags } = await authorizeDevice(call, 'iam:ListMFADeviceTags', serial);
      return pageOfTags(pages, call, 'ListMFADeviceTags', input, device.serial, tags);
    },
  );

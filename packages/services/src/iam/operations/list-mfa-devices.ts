import type { ListMFADevicesRequest, ListMFADevicesResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, pageLimits } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html */
export const listMfaDevices = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListMFADevicesRequest, ListMFADevicesResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const owner = await authorizeSubject(call, 'iam:ListMFADevices', input.UserName);
      const page = paging(pages, call, 'ListMFADevices', input, { owner: owner.id });
      const rows = await mfaDevices.ofOwner(call.tx, owner.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ serial }) => [serial]);
      return {
        MFADevices: items.map(({ serial, assigned, createdAt }) => ({
          UserName: owner.user?.name,
          SerialNumber: serial,
          EnableDate: assigned?.at ?? createdAt,
        })),
        ...more,
      };
    },
  );

import type {
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
  VirtualMFADevice,
} from '@aws-sdk/client-iam';
import { type Call, reads, rootArn } from '@gatehouse/service-kit';
import { mfaArn } from '../arns.ts';
import { pageLimits } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { type Assignment, mfaDevices, type VirtualMfaDevice } from '../repositories/mfa-devices.ts';
import { users } from '../repositories/users.ts';
import { listedUser } from '../views.ts';

const ASSIGNMENTS: readonly Assignment[] = ['Assigned', 'Unassigned', 'Any'];

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html */
export const listVirtualMfaDevices = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse>(
    { limits: { AssignmentStatus: { oneOf: ASSIGNMENTS, sensitive: true }, ...pageLimits } },
    async (input, call) => {
      await call.authorize('iam:ListVirtualMFADevices', mfaArn(call.account, '/', ''));
      const status = ASSIGNMENTS.find((each) => each === input.AssignmentStatus) ?? 'Any';
      const page = paging(pages, call, 'ListVirtualMFADevices', input, { status });
      const rows = await mfaDevices.list(
        call.tx,
        call.account,
        status,
        afterName(page),
        page.fetch,
      );
      const { items, more } = page.cut(rows, ({ serial }) => [serial]);
      const devices: VirtualMFADevice[] = [];
      for (const device of items) devices.push(await deviceView(call, device));
      return { VirtualMFADevices: devices, ...more };
    },
  );

const deviceView = async (call: Call, device: VirtualMfaDevice): Promise<VirtualMFADevice> => {
  const { serial, assigned } = device;
  if (assigned === undefined) return { SerialNumber: serial };
  const user = await users.byId(call.tx, assigned.ownerId);
  return {
    SerialNumber: serial,
    EnableDate: assigned.at,
    User:
      user === undefined
        ? {
            Path: undefined,
            UserName: undefined,
            UserId: call.account,
            Arn: rootArn(call.account),
            CreateDate: device.createdAt,
          }
        : listedUser(user),
  };
};

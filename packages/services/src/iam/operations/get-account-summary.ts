import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import type { AccessPart } from '../parts.ts';
import {
  ACCESS_KEYS_PER_USER_QUOTA,
  GROUPS_PER_USER_QUOTA,
  GROUPS_QUOTA,
  POLICY_QUOTAS,
  SERVER_CERTIFICATES_QUOTA,
  SIGNING_CERTIFICATES_PER_USER_QUOTA,
  USERS_QUOTA,
} from '../quotas.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { groups } from '../repositories/groups.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { serverCertificates } from '../repositories/server-certificates.ts';
import { signingCertificates } from '../repositories/signing-certificates.ts';
import { users } from '../repositories/users.ts';

const present = (count: number): number => (count > 0 ? 1 : 0);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const getAccountSummary = ({ counts }: Pick<AccessPart, 'counts'>) =>
  reads<object, GetAccountSummaryResponse>({}, async (_input, call) => {
    const { tx, account } = call;
    await call.authorize('iam:GetAccountSummary', '*');
    const devices = await mfaDevices.counts(tx, account);
    return {
      SummaryMap: {
        Users: await users.count(tx, account),
        UsersQuota: USERS_QUOTA,
        Groups: await groups.count(tx, account),
        GroupsQuota: GROUPS_QUOTA,
        GroupsPerUserQuota: GROUPS_PER_USER_QUOTA,
        ServerCertificates: await serverCertificates.count(tx, account),
        ServerCertificatesQuota: SERVER_CERTIFICATES_QUOTA,
        MFADevices: devices.total,
        MFADevicesInUse: devices.inUse,
        // The root user's own credentials; it has no password here.
        AccountMFAEnabled: present(await mfaDevices.countOf(tx, account)),
        AccountAccessKeysPresent: present(await accessKeys.count(tx, account)),
        AccountSigningCertificatesPresent: present(await signingCertificates.count(tx, account)),
        AccountPasswordPresent: 0,
        AccessKeysPerUserQuota: ACCESS_KEYS_PER_USER_QUOTA,
        SigningCertificatesPerUserQuota: SIGNING_CERTIFICATES_PER_USER_QUOTA,
        GlobalEndpointTokenVersion: 1,
        ...(await counts(tx, account)),
        ...POLICY_QUOTAS,
      },
    };
  });

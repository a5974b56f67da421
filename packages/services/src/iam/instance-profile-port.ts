import type { Tx } from '@gatehouse/store';
import { arnOfProfile, instanceProfiles } from './repositories/instance-profiles.ts';
import { arnOfRole, roles } from './repositories/roles.ts';

/** An instance profile as EC2 gives it to an instance. */
export interface LaunchProfile {
  readonly arn: string;
  /** AIPA… */
  readonly id: string;
  readonly roleArn: string | undefined;
}

/** What EC2 asks of instance profiles. */
export interface InstanceProfilePort {
  find(tx: Tx, account: string, name: string): Promise<LaunchProfile | undefined>;
}

export const instanceProfilePort: InstanceProfilePort = {
  find: async (tx, account, name) => {
    const profile = await instanceProfiles.find(tx, account, name);
    if (profile === undefined) return undefined;
    const role = profile.roleId === undefined ? undefined : await roles.byId(tx, profile.roleId);
    return {
      arn: arnOfProfile(profile),
      id: profile.id,
      roleArn: role === undefined ? undefined : arnOfRole(role),
    };
  },
};

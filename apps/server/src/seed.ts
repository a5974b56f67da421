import { type Clock, type Ids, systemIds } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type { Cloud } from './cloud.ts';
import type { ConsolePassword, Profile, RoleProfile } from './profiles.ts';

/** The demo organization of the first start. */
export const MANAGEMENT_ACCOUNT = '123456789012';

const SECURITY_ACCOUNT = '777788889999';
/** Where Security Hub shows the findings of all Regions. */
const HOME_REGION = 'us-east-1';

const ADMINISTRATOR = 'gatehouse-admin';
const ACCESS_ROLE = 'OrganizationAccountAccessRole';

const ACCOUNTS = [
  { id: SECURITY_ACCOUNT, name: 'security', unit: 'Security' },
  { id: '111122223333', name: 'workloads', unit: 'Workloads' },
  { id: '444455556666', name: 'workloads-2', unit: 'Workloads' },
] as const;

const PROFILES = [
  { name: 'admin', account: MANAGEMENT_ACCOUNT },
  { name: 'security', account: SECURITY_ACCOUNT },
  { name: 'workloads', account: '111122223333' },
] as const;

/** With `--iam=off` a key of twelve digits is the account of that number. */
export const anybodyProfiles: readonly Profile[] = PROFILES.map(({ name, account }) => ({
  name,
  accessKeyId: account,
  secretAccessKey: 'test',
}));

export const profileNames: readonly string[] = PROFILES.map(({ name }) => name);

/** Accounts without a key of their own are reached from the management account. */
export const roleProfiles: readonly RoleProfile[] = ACCOUNTS.map(({ id, name }) => ({
  name: `${name}-from-admin`,
  roleArn: `arn:aws:iam::${id}:role/${ACCESS_ROLE}`,
  source: 'admin',
}));

export interface Seeded {
  readonly profiles: readonly Profile[];
  readonly passwords: readonly ConsolePassword[];
}

// Chance alone leaves out digits once in some hundred passwords, and then a first start would fail.
const EVERY_KIND = 'Aa0';

/** About 110 bits, with every kind of character that the password policies of the demo ask for. */
export const newPassword = (ids: Ids): string =>
  [ids.alphanumeric(6), ids.base32(6), ids.alphanumeric(6), ids.base32(6), EVERY_KIND].join('-');

/**
 * Seeds the demo organization once, in one transaction; answers its access keys and passwords on that occasion and undefined later.
 * Two nodes that start at once on an empty database do not both seed: the second waits and finds it done.
 */
export const seed = (
  store: Store,
  cloud: Cloud,
  now: Date,
  ids: Ids = systemIds,
): Promise<Seeded | undefined> =>
  store.write(async (tx) => {
    const organizationId = await cloud.organizations.seed(tx, {
      managementAccount: MANAGEMENT_ACCOUNT,
      accounts: ACCOUNTS,
      accessRoleName: ACCESS_ROLE,
      delegated: [{ account: SECURITY_ACCOUNT, servicePrincipal: 'securityhub.amazonaws.com' }],
      now,
    });
    if (organizationId === undefined) return undefined;
    await cloud.securityHub.seed(tx, {
      organizationId,
      administrator: SECURITY_ACCOUNT,
      managementAccount: MANAGEMENT_ACCOUNT,
      homeRegion: HOME_REGION,
      now,
    });
    const profiles: Profile[] = [];
    const passwords: ConsolePassword[] = [];
    for (const { name, account } of PROFILES) {
      const key = await cloud.iam.seedAdministrator(tx, { account, userName: ADMINISTRATOR });
      profiles.push({ name, ...key });
      const login = { account, userName: ADMINISTRATOR, password: newPassword(ids) };
      await cloud.iam.signIn.seedPassword(tx, login);
      passwords.push(login);
    }
    return { profiles, passwords };
  });

/** What must stand at each start and after a reset: the services' standing work. */
export const prepare = (store: Store, cloud: Cloud, clock: Clock): Promise<void> =>
  store.write(async (tx) => {
    for (const service of cloud.services) await service.prepare?.(tx, clock.now());
  });

import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { systemTimers } from '@gatehouse/core';
import { compilePolicy } from '@gatehouse/policy';
import {
  EVENTS_TOPIC,
  type IdentityPort,
  type OrganizationAccount,
  type OrganizationDirectory,
  type Principal,
  type PrincipalPolicies,
  type Service,
  type ServiceEvent,
  type UserPrincipal,
  writes,
} from '@gatehouse/service-kit';
import { drainOutbox, type Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createSecurityHub, type SecurityHub } from './index.ts';

export const MANAGEMENT = '123456789012';
export const ADMINISTRATOR = '777788889999';
export const MEMBER = '111122223333';
export const OTHER = '444455556666';
/** In no organization. */
export const STRANGER = '222233334444';

const ORGANIZATION = 'o-exampleorg1';

const rootOf = (account: string): Principal => ({ kind: 'root', account });

const policiesOf = (statements: readonly object[]): PrincipalPolicies => ({
  identity: [
    {
      id: 'stated',
      policy: compilePolicy(
        JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        'identity',
      ),
    },
  ],
});

const EVERYTHING = policiesOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

/** An operation of Organizations that only notes whom it was about. */
const known = (name: string, change: (account: string) => void) =>
  writes<{ readonly AccountId?: string }, object>({}, async (input, call) => {
    await call.authorize(`organizations:${name}`, '*');
    if (input.AccountId !== undefined) change(input.AccountId);
    return {};
  });

/** An organization of four accounts, as Organizations would tell of it. */
const stated = () => {
  const delegated = new Set<string>();
  const accounts: OrganizationAccount[] = [MANAGEMENT, ADMINISTRATOR, MEMBER, OTHER].map(
    (account) => ({ account, email: `${account}@example.com`, active: true }),
  );
  const directory: OrganizationDirectory = {
    organization: async (_tx, account) =>
      accounts.some((one) => one.account === account)
        ? { id: ORGANIZATION, managementAccount: MANAGEMENT }
        : undefined,
    account: async (_tx, _id, account) => accounts.find((one) => one.account === account),
    accounts: async () => accounts,
    hasServiceAccess: async () => delegated.size > 0,
    isDelegated: async (_tx, _id, account) => delegated.has(account),
  };
  const organizations: Service = {
    id: 'organizations',
    eventSource: 'organizations.amazonaws.com',
    accessDenied: 'AccessDeniedException',
    validationCode: 'InvalidInputException',
    global: true,
    operations: {
      EnableAWSServiceAccess: known('EnableAWSServiceAccess', () => {}),
      RegisterDelegatedAdministrator: known('RegisterDelegatedAdministrator', (account) =>
        delegated.add(account),
      ),
      DeregisterDelegatedAdministrator: known('DeregisterDelegatedAdministrator', (account) =>
        delegated.delete(account),
      ),
    },
    migrations: [],
  };
  return { directory, organizations, delegated };
};

export interface HubCallOptions extends CallOptions {
  /** Account whose root user calls; default: ADMINISTRATOR. */
  readonly by?: string;
}

export interface SecurityHubFixture extends Omit<ServiceFixture, 'call' | 'events' | 'userWith'> {
  readonly securityHub: SecurityHub;
  readonly delegated: ReadonlySet<string>;
  readonly call: <Output = Record<string, unknown>>(
    operation: string,
    input?: object,
    options?: HubCallOptions,
  ) => Promise<Output>;
  readonly console: (operation: string, input: object, options?: HubCallOptions) => Promise<object>;
  /** A user of the account with these policy statements and no others. */
  readonly userWith: (account: string, ...statements: readonly object[]) => UserPrincipal;
  /** Events for the default buses, since the last time this was asked. */
  readonly events: () => Promise<readonly ServiceEvent[]>;
  /** What CloudTrail has recorded, since the last time this was asked. */
  readonly audit: ServiceFixture['events'];
  /** Imports a finding of the account's own product. */
  readonly import: (
    account: string,
    region: string,
    changes?: Partial<AwsSecurityFinding>,
  ) => Promise<void>;
  /** Titles of the findings that somebody sees. */
  readonly titles: (options?: HubCallOptions) => Promise<readonly string[]>;
  /** ADMINISTRATOR administers the organization in these Regions, MEMBER and OTHER are members. */
  readonly organization: (...regions: readonly string[]) => Promise<void>;
}

interface Settings {
  readonly acceptsLooseInput?: boolean;
  readonly open?: () => Promise<Store>;
}

export const finding = (
  account: string,
  region: string,
  changes: Partial<AwsSecurityFinding> = {},
): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id: `${account}/${region}/1`,
  ProductArn: `arn:aws:securityhub:${region}:${account}:product/${account}/default`,
  GeneratorId: 'generator',
  AwsAccountId: account,
  CreatedAt: '2026-03-01T10:00:00.000Z',
  UpdatedAt: '2026-03-01T10:00:00.000Z',
  Severity: { Label: 'HIGH' },
  Title: `${account} ${region}`,
  Description: 'Something is wrong.',
  Types: ['Software and Configuration Checks'],
  Resources: [
    { Type: 'AwsS3Bucket', Id: `arn:aws:s3:::bucket-${account}`, Region: region, Partition: 'aws' },
  ],
  ...changes,
});

const build = async ({ acceptsLooseInput = false, open }: Settings) => {
  const { directory, organizations, delegated } = stated();
  const made: SecurityHub[] = [];
  const stating = new Map<string, PrincipalPolicies>();
  const identity: IdentityPort = {
    policiesOf: (principal) =>
      ('arn' in principal ? stating.get(principal.arn) : undefined) ?? EVERYTHING,
  };
  const fixture = await serviceFixture((deps) => {
    const securityHub = createSecurityHub({
      ...deps,
      timers: systemTimers,
      organizations: directory,
      listeners: { any: () => true },
      acceptsLooseInput,
    });
    made.push(securityHub);
    const services = [securityHub.service, securityHub.consoleService, organizations];
    return { services, identity };
  }, open);
  const [securityHub] = made;
  if (securityHub === undefined) throw new Error('the fixture did not build its service');
  return { fixture, securityHub, delegated, stating };
};

const takeEvents = async (store: Store): Promise<readonly ServiceEvent[]> => {
  const found: ServiceEvent[] = [];
  await drainOutbox(store, EVENTS_TOPIC, 1000, async (_tx, rows) => {
    for (const { payload } of rows)
      for (const line of payload.split('\n')) found.push(JSON.parse(line));
  });
  return found;
};

/** The real service beside an organization of four accounts; root users may do everything. */
export const securityHubFixture = async (settings: Settings = {}): Promise<SecurityHubFixture> => {
  const { fixture, securityHub, delegated, stating } = await build(settings);
  const callOf =
    (service: string) =>
    <Output>(
      operation: string,
      input: object = {},
      { by = ADMINISTRATOR, ...options }: HubCallOptions = {},
    ): Promise<Output> =>
      fixture.call(service, operation, input, { as: rootOf(by), ...options });
  const call = callOf('securityhub');

  return {
    ...fixture,
    securityHub,
    delegated,
    call,
    console: callOf('securityhub-console'),
    userWith: (account, ...statements) => {
      const name = `user-${stating.size}`;
      const arn = `arn:aws:iam::${account}:user/${name}`;
      stating.set(arn, policiesOf(statements));
      return { kind: 'user', account, arn, id: `AIDA${name}`, name, tags: new Map() };
    },
    import: async (account, region, changes = {}) => {
      const answer = await call<{ FailedFindings?: unknown[] }>(
        'BatchImportFindings',
        { Findings: [finding(account, region, changes)] },
        { by: account, region },
      );
      if ((answer.FailedFindings ?? []).length > 0) throw new Error(JSON.stringify(answer));
    },
    titles: async (options) => {
      const { Findings } = await call<{ Findings: AwsSecurityFinding[] }>(
        'GetFindings',
        {},
        options,
      );
      return Findings.map(({ Title = '' }) => Title).toSorted();
    },
    organization: async (...regions) => {
      for (const region of regions) {
        const AdminAccountId = ADMINISTRATOR;
        await call(
          'EnableOrganizationAdminAccount',
          { AdminAccountId },
          { by: MANAGEMENT, region },
        );
        const AccountDetails = [{ AccountId: MEMBER }, { AccountId: OTHER }];
        await call('CreateMembers', { AccountDetails }, { region });
      }
    },
    events: () => takeEvents(fixture.store),
    audit: () => fixture.events(),
  };
};

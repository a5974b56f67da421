import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import {
  noOrganization,
  type OperationCall,
  type Principal,
  type PrincipalPort,
  type ServiceDeps,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import {
  createEc2,
  createHostPort,
  createKms,
  createMasterPasswords,
  createSecretsManager,
} from '../index.ts';
import type { DatabaseNetworkPort } from './deps.ts';
import { createRds } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'us-east-1';
export const PASSWORD = 'correct-horse-9';

export const arn = (resource: string, account = ACCOUNT): string =>
  `arn:aws:rds:${REGION}:${account}:${resource}`;

interface RdsFixture extends ServiceFixture {
  readonly rds: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** An operation of the real KMS that the service uses. */
  readonly kms: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** The ARN of a new key, with this policy or the default one. */
  readonly key: (policy?: object, options?: CallOptions) => Promise<string>;
  /** As services call operations from due work. */
  readonly operationCall: OperationCall;
  /** Somebody of another account who may do everything there. */
  readonly other: Principal;
  /** Lets due work run after so many seconds. */
  readonly pass: (seconds: number) => Promise<void>;
}

/** A request for a database that leaves out nothing which is asked of everybody. */
export const postgres = (DBInstanceIdentifier: string, more: object = {}): object => ({
  DBInstanceIdentifier,
  DBInstanceClass: 'db.t3.micro',
  Engine: 'postgres',
  AllocatedStorage: 20,
  MasterUsername: 'owner',
  MasterUserPassword: PASSWORD,
  ...more,
});

const SUBNETS = ['a', 'b', 'c'].map((letter) => ({
  id: `subnet-${letter}`,
  vpc: 'vpc-1',
  zone: `${REGION}${letter}`,
}));

const NETWORK: DatabaseNetworkPort = {
  subnets: async (_call, ids) => SUBNETS.filter(({ id }) => ids.includes(id)),
  securityGroups: async (_call, ids) =>
    ids.filter((id) => id === 'sg-1').map((id) => ({ id, vpc: 'vpc-1' })),
  defaultSubnets: async () => SUBNETS,
  defaultSecurityGroup: async () => 'sg-default',
};

/** The fixture's users have the unique ids that it gives them; roles there are none. */
const principalsOf = (admin: () => Principal): PrincipalPort => ({
  idOf: async (_tx, given) => {
    const known = admin();
    if (known.kind === 'user' && known.arn === given) return known.id;
    const name = /:user\/(\w+)$/.exec(given)?.[1];
    return name === undefined ? undefined : `AIDA${name.toUpperCase().padEnd(17, 'A')}`;
  },
  arnOf: async () => undefined,
});

/** RDS with the KMS and the EC2 that it uses, and what they migrate. */
const composed = (
  deps: ServiceDeps,
  principals: PrincipalPort,
  call: OperationCall,
  loose: boolean,
) => {
  const kms = createKms({ ...deps, organizations: noOrganization, principals });
  const hosts = createHostPort({ ...deps, call, keys: kms.keys });
  const profiles = { find: async () => undefined };
  const ec2 = createEc2({ ...deps, keys: kms.keys, profiles });
  const rds = createRds({
    ...deps,
    delaySeconds: loose ? 0 : deps.delaySeconds,
    network: NETWORK,
    hosts,
    keys: kms.keys,
    call,
    acceptsLooseInput: loose,
  });
  const secrets = createSecretsManager({
    ...deps,
    keys: kms.keys,
    organizations: noOrganization,
    principals,
    invoke: {
      invoke: () => Promise.resolve({ outcome: 'missing' }),
      mayInvoke: () => Promise.resolve(false),
    },
    managed: new Map([['rds', createMasterPasswords({ ...deps, call })]]),
    call,
    acceptsLooseInput: loose,
  });
  return { services: [rds, kms.service, ec2, secrets.service], hosts };
};

interface FixtureSettings {
  /** What befalls due work after a call that it made: it may throw. */
  readonly after?: (request: Parameters<OperationCall>[0]) => void;
  /** RDS as test suites of emulators have it: nothing takes any time. Default: false. */
  readonly loose?: boolean;
}

/** The real service over an in-memory database, in a VPC of three subnets. */
export const rdsFixture = async (
  open?: () => Promise<Store>,
  { after, loose = false }: FixtureSettings = {},
): Promise<RdsFixture> => {
  const operationCall: OperationCall = async (request) => {
    const { service, operation, input, principal, region, by, forwards } = request;
    const via = forwards === true ? by : undefined;
    const output = await fixture.call(service, operation, input, { as: principal, region, via });
    after?.(request);
    return output;
  };
  const fixture: ServiceFixture = await serviceFixture(
    (deps) =>
      composed(
        deps,
        principalsOf(() => fixture.admin),
        operationCall,
        loose,
      ),
    open,
  );
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const stranger = fixture.userWith('other', { Version: '2012-10-17', Statement: everything });
  const other: UserPrincipal = { ...stranger, account: OTHER_ACCOUNT };
  return {
    ...fixture,
    other,
    operationCall,
    rds: (operation, input = {}, options) => fixture.call('rds', operation, input, options),
    kms: (operation, input = {}, options) => fixture.call('kms', operation, input, options),
    key: async (policy, options) => {
      const input = policy === undefined ? {} : { Policy: JSON.stringify(policy) };
      const made = await fixture.call<CreateKeyResponse>('kms', 'CreateKey', input, options);
      return made.KeyMetadata?.Arn ?? '';
    },
    pass: async (seconds) => {
      fixture.clock.advance({ seconds });
      await fixture.runner.runDue();
    },
  };
};

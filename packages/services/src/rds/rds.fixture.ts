import type { Principal, UserPrincipal } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
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

/** The real service over an in-memory database, in a VPC of three subnets. */
export const rdsFixture = async (open?: () => Promise<Store>): Promise<RdsFixture> => {
  const network = {
    subnets: async (_call: unknown, ids: readonly string[]) =>
      SUBNETS.filter(({ id }) => ids.includes(id)),
    securityGroups: async (_call: unknown, ids: readonly string[]) =>
      ids.filter((id) => id === 'sg-1').map((id) => ({ id, vpc: 'vpc-1' })),
    defaultSubnets: async () => SUBNETS,
    defaultSecurityGroup: async () => 'sg-default',
  };
  const fixture = await serviceFixture(
    (deps) => ({ services: [createRds({ ...deps, network })] }),
    open,
  );
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const stranger = fixture.userWith('other', { Version: '2012-10-17', Statement: everything });
  const other: UserPrincipal = { ...stranger, account: OTHER_ACCOUNT };
  return {
    ...fixture,
    other,
    rds: (operation, input = {}, options) => fixture.call('rds', operation, input, options),
    pass: async (seconds) => {
      fixture.clock.advance({ seconds });
      await fixture.runner.runDue();
    },
  };
};

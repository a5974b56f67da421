import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import type { IdentityPort, Principal, RolePrincipal } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createEcs } from './index.ts';

export const ACCOUNT = '111122223333';
export const arn = (resource: string, region = 'us-east-1'): string =>
  `arn:aws:ecs:${region}:${ACCOUNT}:${resource}`;

export const CONTAINER = { name: 'web', image: 'nginx:1.27', cpu: 256, memory: 512 };
export const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } };

interface EcsFixture extends ServiceFixture {
  /** An operation of the service under test. */
  readonly ecs: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  /** A role's session with these tags and policy documents. */
  readonly roleWith: (
    name: string,
    tags: Readonly<Record<string, string>>,
    ...documents: readonly object[]
  ) => RolePrincipal;
  /** Lets due work run for so many seconds, second by second. */
  readonly pass: (seconds: number) => Promise<void>;
}

const named = (id: string, document: object): NamedPolicy => ({
  id,
  policy: compilePolicy(JSON.stringify(document), 'identity'),
});

const everything = named('everything', {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** A role's session that lasts an hour. */
const session = (
  name: string,
  tags: Readonly<Record<string, string>>,
  now: Date,
): RolePrincipal => ({
  kind: 'assumed-role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  roleName: name,
  roleId: 'AROAEXAMPLE0000000000',
  sessionName: 'session',
  serviceLinked: false,
  tags: new Map(Object.entries(tags)),
  transitiveTagKeys: [],
  session: {
    issuedAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    mfaAuthenticated: false,
  },
  chained: false,
});

/** The real service over an in-memory database; `delaySeconds` is the fixture's 5 unless stated. */
export const ecsFixture = async (
  settings: {
    readonly delaySeconds?: number;
    readonly acceptsLooseInput?: boolean;
    readonly open?: () => Promise<Store>;
  } = {},
): Promise<EcsFixture> => {
  const stated = new Map<Principal, readonly NamedPolicy[]>();
  const identity: IdentityPort = {
    policiesOf: (principal) => ({
      identity:
        stated.get(principal) ??
        (principal.kind === 'user' && principal.name === 'admin' ? [everything] : []),
    }),
  };
  const { delaySeconds, acceptsLooseInput = false, open } = settings;
  const fixture = await serviceFixture(
    (deps) => ({
      services: [
        createEcs({
          ...deps,
          delaySeconds: delaySeconds ?? deps.delaySeconds,
          acceptsLooseInput,
        }),
      ],
      identity,
    }),
    open,
  );
  return {
    ...fixture,
    ecs: (operation, input, options) => fixture.call('ecs', operation, input, options),
    roleWith: (name, tags, ...documents) => {
      const role = session(name, tags, fixture.clock.now());
      stated.set(
        role,
        documents.map((document, index) => named(`policy-${index + 1}`, document)),
      );
      return role;
    },
    pass: async (seconds) => {
      for (let second = 0; second < seconds; second += 1) {
        fixture.clock.advance({ seconds: 1 });
        await fixture.runner.runDue();
      }
    },
  };
};

export const IDENTITY = JSON.stringify({
  instanceId: 'i-0123456789abcdef0',
  availabilityZone: 'us-east-1b',
  imageId: 'ami-0abc',
  instanceType: 't3.large',
});

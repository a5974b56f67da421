import type {
  CreatePolicyResponse,
  CreateRoleResponse,
  ListAttachedRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import type { RolePrincipal } from '@gatehouse/service-kit';
import { type CallOptions, type ServiceFixture, serviceFixture } from '@gatehouse/testkit';
import { createIam, type Iam, type IamDeps } from './index.ts';

export const ACCOUNT = '111122223333';
export const ROOT = { kind: 'root', account: ACCOUNT } as const;

export const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

export const trusting = (principal: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });

export const TRUSTS_EC2 = trusting({ Service: 'ec2.amazonaws.com' });

/** A policy document with one statement that allows these actions on everything. */
export const allowing = (...actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });

/** The real IAM, with real policies of its own users and roles. */
export interface AccessFixture {
  readonly iam: Iam;
  readonly kit: ServiceFixture;
  /** As the root user unless told otherwise. */
  readonly call: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** The ARN of a new customer managed policy. */
  readonly policy: (name: string, document?: string) => Promise<string>;
  readonly role: (name: string, input?: object) => Promise<NonNullable<CreateRoleResponse['Role']>>;
  /** A session of a role, as STS would make it. */
  readonly session: (roleName: string) => Promise<RolePrincipal>;
  readonly attached: (roleName: string) => Promise<readonly (string | undefined)[]>;
}

const sessionsOf =
  (iam: Iam, kit: ServiceFixture): AccessFixture['session'] =>
  async (roleName) => {
    const found = await kit.store.read((tx) => iam.roles.role(tx, ACCOUNT, roleName));
    if (found === undefined) throw new Error(`there is no role ${roleName}`);
    const now = kit.clock.now();
    return {
      kind: 'assumed-role',
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/test`,
      roleArn: found.arn,
      roleName,
      roleId: found.id,
      sessionName: 'test',
      serviceLinked: found.serviceLinked,
      tags: found.tags,
      transitiveTagKeys: [],
      chained: false,
      session: { issuedAt: now, expiresAt: now, mfaAuthenticated: false },
    };
  };

export const accessFixture = async (
  given: Pick<IamDeps, 'organizations' | 'acceptsLooseInput'> = {},
): Promise<AccessFixture> => {
  const built: Iam[] = [];
  const kit = await serviceFixture((deps) => {
    const iam = createIam({ ...deps, ...given });
    built.push(iam);
    return { services: [iam.service], identity: iam.identity };
  });
  const [iam] = built;
  if (iam === undefined) throw new Error('the fixture built no IAM');

  const call = <Output>(operation: string, input: object = {}, options: CallOptions = {}) =>
    kit.call<Output>('iam', operation, input, { as: ROOT, ...options });

  const role: AccessFixture['role'] = async (name, input = {}) => {
    const { Role } = await call<CreateRoleResponse>('CreateRole', {
      RoleName: name,
      AssumeRolePolicyDocument: TRUSTS_EC2,
      ...input,
    });
    if (Role === undefined) throw new Error('CreateRole answered without a role');
    return Role;
  };

  return {
    iam,
    kit,
    call,
    role,
    policy: async (name, document = ALLOW_ALL) => {
      const { Policy } = await call<CreatePolicyResponse>('CreatePolicy', {
        PolicyName: name,
        PolicyDocument: document,
      });
      return Policy?.Arn ?? '';
    },
    session: sessionsOf(iam, kit),
    attached: async (roleName) => {
      const { AttachedPolicies } = await call<ListAttachedRolePoliciesResponse>(
        'ListAttachedRolePolicies',
        { RoleName: roleName },
      );
      return (AttachedPolicies ?? []).map(({ PolicyName }) => PolicyName);
    },
  };
};

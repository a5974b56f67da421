import { compilePolicy } from '@gatehouse/policy';
import type {
  IdentityPort,
  Principal,
  PrincipalPolicies,
  UserPrincipal,
} from '@gatehouse/service-kit';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createOrganizations, type Organizations } from './index.ts';

export const MANAGEMENT = '999988887777';

/** The root user of an account: may do everything, but for control policies. */
export const rootOf = (account: string): Principal => ({ kind: 'root', account });

interface Prepared {
  readonly id: string;
  readonly email: string;
  readonly accessRoleName: string;
  readonly trustedAccount: string;
}

export interface OrganizationsFixture extends Omit<ServiceFixture, 'call' | 'userWith'> {
  readonly organizations: Organizations;
  /** Accounts that were made usable, in order. */
  readonly prepared: readonly Prepared[];
  /** As the root user of the management account, where nothing else is said. */
  readonly call: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** A user of `account` with these policy statements and no others. */
  readonly userWith: (account: string, ...statements: readonly object[]) => UserPrincipal;
  /** An organization of MANAGEMENT: its id and that of its root. */
  readonly organization: (featureSet?: string) => Promise<{ id: string; rootId: string }>;
  /** A member that the organization makes; its id. */
  readonly member: (name: string) => Promise<string>;
}

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

interface Created {
  readonly CreateAccountStatus: { readonly Id: string };
}

/** Principals may do everything, but for those whose policies are stated. */
const statedPolicies = () => {
  const stated = new Map<string, PrincipalPolicies>();
  const everything = policiesOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const identity: IdentityPort = {
    policiesOf: (principal) =>
      ('arn' in principal ? stated.get(principal.arn) : undefined) ?? everything,
  };
  const userWith = (account: string, ...statements: readonly object[]): UserPrincipal => {
    const name = `user-${stated.size}`;
    const arn = `arn:aws:iam::${account}:user/${name}`;
    stated.set(arn, policiesOf(statements));
    return { kind: 'user', account, arn, id: `AIDA${name}`, name, tags: new Map() };
  };
  return { identity, userWith };
};

const build = async (acceptsLooseInput: boolean) => {
  const prepared: Prepared[] = [];
  const made: Organizations[] = [];
  const { identity, userWith } = statedPolicies();
  const fixture = await serviceFixture((deps) => {
    const organizations = createOrganizations({
      ...deps,
      acceptsLooseInput,
      accounts: { prepare: async (_tx, account) => void prepared.push(account) },
    });
    made.push(organizations);
    return { services: [organizations.service], organizations: organizations.view, identity };
  });
  const [organizations] = made;
  if (organizations === undefined) throw new Error('the fixture did not build its service');
  return { ...fixture, organizations, prepared, userWith };
};

export const organizationsFixture = async ({
  acceptsLooseInput = false,
} = {}): Promise<OrganizationsFixture> => {
  const built = await build(acceptsLooseInput);
  const call = <Output>(
    operation: string,
    input: object = {},
    options: CallOptions = {},
  ): Promise<Output> =>
    built.call('organizations', operation, input, { as: rootOf(MANAGEMENT), ...options });

  return {
    ...built,
    call,
    organization: async (FeatureSet = 'ALL') => {
      const { Organization } = await call<{ Organization: { Id: string } }>('CreateOrganization', {
        FeatureSet,
      });
      const { Roots } = await call<{ Roots: { Id: string }[] }>('ListRoots');
      return { id: Organization.Id, rootId: Roots[0]?.Id ?? '' };
    },
    member: async (name) => {
      const { CreateAccountStatus } = await call<Created>('CreateAccount', {
        AccountName: name,
        Email: `${name}@example.org`,
      });
      built.clock.advance({ seconds: 5 });
      await built.runner.runDue();
      const status = await call<{ CreateAccountStatus: { AccountId: string } }>(
        'DescribeCreateAccountStatus',
        { CreateAccountRequestId: CreateAccountStatus.Id },
      );
      return status.CreateAccountStatus.AccountId;
    },
  };
};

import type { Principal } from '@gatehouse/service-kit';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createIam, type Iam, type IamDeps } from './index.ts';

export const ACCOUNT = '111122223333';

/** May do everything, with real policies or without. */
export const ROOT: Principal = { kind: 'root', account: ACCOUNT };

export interface IamFixture extends Omit<ServiceFixture, 'call'> {
  readonly iam: Iam;
  /** What `createIam` was given. */
  readonly deps: IamDeps;
  readonly call: <Output>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** The principal of an access key, as the endpoint would find it. */
  readonly principalOf: (accessKeyId: string) => Promise<Principal | undefined>;
}

interface Options {
  /** Decide by the policies that IAM holds instead of those that the test states; then only `ROOT` may do everything. */
  readonly realPolicies?: boolean;
  readonly defaultPasswordPolicy?: boolean;
  readonly acceptsLooseInput?: boolean;
}

export const iamFixture = async (options: Options = {}): Promise<IamFixture> => {
  const made: { iam: Iam; deps: IamDeps }[] = [];
  const fixture = await serviceFixture((given) => {
    const deps: IamDeps = {
      ...given,
      passwordCostLog2: 10,
      defaultPasswordPolicy: options.defaultPasswordPolicy ?? true,
      acceptsLooseInput: options.acceptsLooseInput ?? false,
    };
    const iam = createIam(deps);
    made.push({ iam, deps });
    return {
      services: [iam.service],
      ...(options.realPolicies === true ? { identity: iam.identity } : {}),
    };
  });
  const [parts] = made;
  if (parts === undefined) throw new Error('the fixture did not build its service');
  const realRoot: CallOptions = options.realPolicies === true ? { as: ROOT } : {};

  return {
    ...fixture,
    ...parts,
    call: (operation, input, call = {}) =>
      fixture.call('iam', operation, input, { ...realRoot, ...call }),
    principalOf: async (accessKeyId) =>
      (await parts.iam.credentials.longTerm(accessKeyId))?.principal,
  };
};

import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import {
  type KeyPort,
  noOrganization,
  type OperationCall,
  type Principal,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../kms/index.ts';
import { createEc2, createHostPort, type DatabaseHosts } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'us-east-1';
/** In every Region's catalogue. */
export const LINUX = 'ami-0a1b2c3d4e5f60001';

export const arn = (resource: string): string => `arn:aws:ec2:${REGION}:${ACCOUNT}:${resource}`;

interface Ec2Fixture extends ServiceFixture {
  /** An operation of the service under test. */
  readonly ec2: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Somebody of another account who may do everything there. */
  readonly other: Principal;
  /** An operation of the real KMS that the service uses. */
  readonly kms: <Output>(
    operation: string,
    input?: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** The ARN of a new key, with this policy or the default one. */
  readonly key: (policy?: object) => Promise<string>;
  readonly hosts: DatabaseHosts;
  /** As services call operations from due work. */
  readonly operationCall: OperationCall;
  /** Lets due work run after so many seconds. */
  readonly pass: (seconds: number) => Promise<void>;
}

export const PROFILE = {
  arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
  id: 'AIPAEXAMPLEEXAMPLE123',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/web`,
};

/** The real service over an in-memory database; `delaySeconds` is the fixture's 5 unless stated. */
export const ec2Fixture = async (
  settings: { readonly delaySeconds?: number; readonly open?: () => Promise<Store> } = {},
): Promise<Ec2Fixture> => {
  let keys: KeyPort | undefined;
  const fixture = await serviceFixture((deps) => {
    const kms = createKms({
      ...deps,
      organizations: noOrganization,
      principals: { idOf: async () => undefined, arnOf: async () => undefined },
    });
    ({ keys } = kms);
    const ec2 = createEc2({
      ...deps,
      keys: kms.keys,
      delaySeconds: settings.delaySeconds ?? deps.delaySeconds,
      profiles: {
        find: async (_tx, account, name) =>
          account === ACCOUNT && name === 'web' ? PROFILE : undefined,
      },
    });
    return { services: [ec2, kms.service] };
  }, settings.open);
  if (keys === undefined) throw new Error('the services were not made');
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const stranger = fixture.userWith('other', { Version: '2012-10-17', Statement: everything });
  const other: UserPrincipal = { ...stranger, account: OTHER_ACCOUNT };
  const operationCall: OperationCall = ({
    service,
    operation,
    input,
    principal,
    region,
    ...more
  }) =>
    fixture.call(service, operation, input, {
      as: principal,
      region,
      via: more.forwards === true ? more.by : undefined,
    });
  return {
    ...fixture,
    other,
    operationCall,
    hosts: createHostPort({ ...fixture, call: operationCall, keys }),
    kms: (operation, input = {}, options) => fixture.call('kms', operation, input, options),
    key: async (policy) => {
      const input = policy === undefined ? {} : { Policy: JSON.stringify(policy) };
      const made = await fixture.call<CreateKeyResponse>('kms', 'CreateKey', input);
      return made.KeyMetadata?.Arn ?? '';
    },
    ec2: (operation, input = {}, options) => fixture.call('ec2', operation, input, options),
    pass: async (seconds) => {
      fixture.clock.advance({ seconds });
      await fixture.runner.runDue();
    },
  };
};

import type { CreateSecretResponse, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { AwsError, type Ids, systemIds } from '@gatehouse/core';
import {
  noOrganization,
  type Principal,
  type PrincipalPort,
  type ServiceDeps,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import {
  type CallOptions,
  type FixtureServices,
  serviceFixture,
  type ServiceFixture,
} from '@gatehouse/testkit';
import { createKms } from '../kms/index.ts';
import { createSecretsManager, type SecretsQuotas } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

export interface SecretsFixture extends Omit<ServiceFixture, 'events' | 'userWith'> {
  /** As `ServiceFixture` has it. */
  readonly events: () => ReturnType<ServiceFixture['events']>;
  readonly userWith: (name: string, ...documents: readonly object[]) => UserPrincipal;
  /** Unique ids of users and roles by ARN, for policies that name them. */
  readonly principals: Map<string, string>;
  readonly secrets: <Output = unknown>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Makes a secret with a value and answers its ARN. */
  readonly secret: (name: string, input?: object, options?: CallOptions) => Promise<string>;
  readonly describe: (SecretId: string, region?: string) => Promise<DescribeSecretResponse>;
  /** Code and words of the error that a call ends with; undefined: with none. */
  readonly refusal: (
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<readonly [code: string, message: string] | undefined>;
  /** A customer managed key of the account; answers its ARN. */
  readonly kmsKey: (input?: object, options?: CallOptions) => Promise<string>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly quotas?: Partial<SecretsQuotas>;
  readonly acceptsLooseInput?: boolean;
  readonly ids?: Ids;
}

/** A token as an SDK makes one. */
export const token = (): string => systemIds.uuid();

export const allow = (Action: string | readonly string[], more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*', ...more },
});

/** A principal of another account who may do everything there. */
export const stranger = (): Principal => ({ kind: 'root', account: OTHER_ACCOUNT });

const NEEDS_TOKEN = new Set(['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'RotateSecret']);

const build = (
  given: ServiceDeps,
  principals: PrincipalPort,
  settings: Settings,
): FixtureServices => {
  const deps = { ...given, ids: settings.ids ?? given.ids };
  const acceptsLooseInput = settings.acceptsLooseInput ?? false;
  const organizations = noOrganization;
  const kms = createKms({ ...deps, principals, organizations, acceptsLooseInput });
  const made = createSecretsManager({
    ...deps,
    keys: kms.keys,
    organizations,
    principals,
    invoke: {
      invoke: () => Promise.resolve({ outcome: 'missing' }),
      mayInvoke: () => Promise.resolve(false),
    },
    call: () => Promise.reject(new Error('nobody is there to be called')),
    quotas: settings.quotas,
    acceptsLooseInput,
  });
  return { services: [kms.service, made.service], mode: acceptsLooseInput ? 'off' : 'enforce' };
};

/** The real service, and KMS, over an in-memory database. */
export const secretsFixture = async (settings: Settings = {}): Promise<SecretsFixture> => {
  const principals = new Map<string, string>();
  const port: PrincipalPort = {
    idOf: (_tx, arn) => Promise.resolve(principals.get(arn)),
    arnOf: (_tx, id) => Promise.resolve([...principals].find(([, value]) => value === id)?.[0]),
  };
  const fixture = await serviceFixture((deps) => build(deps, port, settings), settings.open);
  const secrets: SecretsFixture['secrets'] = (operation, input, options) =>
    fixture.call(
      'secretsmanager',
      operation,
      NEEDS_TOKEN.has(operation) ? { ClientRequestToken: token(), ...input } : input,
      options,
    );
  return {
    ...fixture,
    principals,
    secrets,
    secret: async (Name, input = {}, options = {}) => {
      const asked = { Name, SecretString: 'first', ...input };
      const { ARN = '' } = await secrets<CreateSecretResponse>('CreateSecret', asked, options);
      return ARN;
    },
    describe: (SecretId, region = 'us-east-1') =>
      secrets('DescribeSecret', { SecretId }, { region }),
    refusal: async (...asked) => {
      try {
        await secrets(...asked);
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return [error.name, error.message];
        throw error;
      }
    },
    kmsKey: async (input = {}, options = {}) => {
      const made = await fixture.call<{ KeyMetadata: { Arn: string } }>(
        'kms',
        'CreateKey',
        input,
        options,
      );
      return made.KeyMetadata.Arn;
    },
  };
};

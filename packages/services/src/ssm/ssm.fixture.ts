import type { GetParameterResult, Parameter, PutParameterResult } from '@aws-sdk/client-ssm';
import { AwsError, type Ids } from '@gatehouse/core';
import {
  EVENTS_TOPIC,
  noOrganization,
  type PrincipalPort,
  type UserPrincipal,
} from '@gatehouse/service-kit';
import { drainOutbox, type Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../kms/index.ts';
import type { SsmQuotas } from './deps.ts';
import { createSsm } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const arn = (key: string): string => `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${key}`;

export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource, ...more },
});

interface TestEvent {
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, string>>;
}

export interface SsmFixture extends Omit<ServiceFixture, 'call' | 'events' | 'userWith'> {
  /** These three as `ServiceFixture` has them. */
  readonly call: <Output>(...asked: Parameters<ServiceFixture['call']>) => Promise<Output>;
  readonly events: () => ReturnType<ServiceFixture['events']>;
  readonly userWith: (name: string, ...documents: readonly object[]) => UserPrincipal;
  /** An operation of the service under test. */
  readonly ssm: <Output = unknown>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Puts a String unless told otherwise. */
  readonly put: (
    Name: string,
    Value: string,
    more?: object,
    options?: CallOptions,
  ) => Promise<PutParameterResult>;
  readonly get: (Name: string, more?: object, options?: CallOptions) => Promise<Parameter>;
  /** Code and words of the error that a call ends with; undefined: with none. */
  readonly refusal: (
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<readonly [code: string, message: string] | undefined>;
  /** A customer managed key; answers its ARN. */
  readonly kmsKey: (input?: object) => Promise<string>;
  /** What was sent to the default bus since this was asked last. */
  readonly sent: () => Promise<readonly TestEvent[]>;
  /** Does what is due after so many hours. */
  readonly pass: (hours: number) => Promise<void>;
}

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly quotas?: Partial<SsmQuotas>;
  readonly ids?: Ids;
  /** As with `--iam=off`: what suites of other emulators expect. */
  readonly acceptsLooseInput?: boolean;
}

const NOBODY: PrincipalPort = {
  idOf: () => Promise.resolve(undefined),
  arnOf: () => Promise.resolve(undefined),
};

/** The real service, and KMS, over an in-memory database. */
export const ssmFixture = async (settings: Settings = {}): Promise<SsmFixture> => {
  const { acceptsLooseInput = false } = settings;
  const fixture = await serviceFixture((given) => {
    const deps = {
      ...given,
      ids: settings.ids ?? given.ids,
      principals: NOBODY,
      acceptsLooseInput,
    };
    const kms = createKms({ ...deps, organizations: noOrganization });
    const service = createSsm({ ...deps, keys: kms.keys, quotas: settings.quotas });
    return { services: [kms.service, service], mode: acceptsLooseInput ? 'off' : 'enforce' };
  }, settings.open);
  const ssm: SsmFixture['ssm'] = (operation, input, options) =>
    fixture.call('ssm', operation, input, options);
  return {
    ...fixture,
    ssm,
    put: (Name, Value, more = {}, options = {}) =>
      ssm('PutParameter', { Name, Value, Type: 'String', ...more }, options),
    get: async (Name, more = {}, options = {}) => {
      const found = await ssm<GetParameterResult>('GetParameter', { Name, ...more }, options);
      return found.Parameter ?? {};
    },
    refusal: async (...asked) => {
      try {
        await ssm(...asked);
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return [error.name, error.message];
        throw error;
      }
    },
    kmsKey: async (input = {}) => {
      const made = await fixture.call<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', input);
      return made.KeyMetadata.Arn;
    },
    sent: async () => {
      const events: TestEvent[] = [];
      await drainOutbox(fixture.store, EVENTS_TOPIC, 10_000, async (_tx, rows) => {
        for (const { payload } of rows)
          for (const line of payload.split('\n')) events.push(JSON.parse(line) as TestEvent);
      });
      return events;
    },
    pass: async (hours) => {
      fixture.clock.advance({ hours });
      await fixture.runner.runDue();
    },
  };
};

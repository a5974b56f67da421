import type { AttributeValue, CreateTableInput, TableDescription } from '@aws-sdk/client-dynamodb';
import { AwsError, type Ids } from '@gatehouse/core';
import { noOrganization, type OperationCall, type PrincipalPort } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import { createKms } from '../kms/index.ts';
import { createDynamoDb } from './index.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const arn = (name: string): string => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${name}`;

export const allow = (Action: string | readonly string[], more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*', ...more },
});

export type Attributes = Record<string, AttributeValue>;

export interface DynamoDbFixture extends ServiceFixture {
  /** An operation of the service under test. */
  readonly db: <Output = unknown>(
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<Output>;
  /** Makes a table with a key of `pk` and `sk`, both texts unless another type is given, and waits until it is there. */
  readonly table: (name: string, more?: Partial<CreateTableInput>) => Promise<TableDescription>;
  readonly put: (TableName: string, ...items: readonly Attributes[]) => Promise<void>;
  /** Code and words of the error that a call ends with; undefined: with none. */
  readonly refusal: (
    operation: string,
    input: object,
    options?: CallOptions,
  ) => Promise<readonly [code: string, message: string] | undefined>;
  /** Does what is due after so many seconds. */
  readonly pass: (seconds: number) => Promise<void>;
  /** A customer managed key; answers its ARN. */
  readonly kmsKey: () => Promise<string>;
}

export const keySchema = (hash: string, range?: string): CreateTableInput['KeySchema'] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];

export const definitions = (given: Readonly<Record<string, 'B' | 'N' | 'S'>>) =>
  Object.entries(given).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

interface Settings {
  readonly open?: () => Promise<Store>;
  readonly ids?: Ids;
  readonly principals?: ReadonlyMap<string, string>;
  /** Whether a trail wants every data event. Default: none does. */
  readonly recordsData?: boolean;
}

/** The real service, and KMS, over an in-memory database. */
export const dynamoDbFixture = async (settings: Settings = {}): Promise<DynamoDbFixture> => {
  const principals: PrincipalPort = {
    idOf: (_tx, principal) => Promise.resolve(settings.principals?.get(principal)),
    arnOf: () => Promise.resolve(undefined),
  };
  const fixture = await serviceFixture((given) => {
    const deps = { ...given, ids: settings.ids ?? given.ids };
    const organizations = noOrganization;
    const kms = createKms({ ...deps, principals, organizations });
    const made = createDynamoDb({
      ...deps,
      keys: kms.keys,
      organizations,
      principals,
      call: (request) => asService(request),
    });
    const dataEvents = { wants: () => settings.recordsData ?? false };
    return { services: [kms.service, made.service], organizations, dataEvents };
  }, settings.open);
  const asService: OperationCall = ({ service, operation, input, principal, region }) =>
    fixture.call(service, operation, input, { as: principal, region });
  const db: DynamoDbFixture['db'] = (operation, input, options) =>
    fixture.call('dynamodb', operation, input, options);
  const pass = async (seconds: number): Promise<void> => {
    fixture.clock.advance({ seconds });
    await fixture.runner.runDue();
  };
  return {
    ...fixture,
    db,
    pass,
    table: async (TableName, more = {}) => {
      const { TableDescription } = await db<{ TableDescription: TableDescription }>('CreateTable', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema('pk', 'sk'),
        AttributeDefinitions: definitions({ pk: 'S', sk: 'S' }),
        ...more,
      });
      await pass(5);
      return TableDescription;
    },
    put: async (TableName, ...items) => {
      for (const Item of items) await db('PutItem', { TableName, Item });
    },
    refusal: async (...asked) => {
      try {
        await db(...asked);
        return undefined;
      } catch (error) {
        if (error instanceof AwsError) return [error.name, error.message];
        throw error;
      }
    },
    kmsKey: async () => {
      const made = await fixture.call<{ KeyMetadata: { Arn: string } }>('kms', 'CreateKey', {});
      return made.KeyMetadata.Arn;
    },
  };
};

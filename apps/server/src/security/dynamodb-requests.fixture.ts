import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

/** The table that `dynamoDbRequest(…, 1)` names. */
export const EXISTING_TABLE = {
  TableName: 'table1',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
} as const;

/** Members that an operation needs for its decision although its model does not require them. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'BillingMode',
  'DeletionProtectionEnabled',
  'KeyConditions',
]);

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'dynamodb:GetItem',
    Resource: '*',
  },
});

/** A request of DynamoDB that gets as far as the decision about a table. */
export const dynamoDbRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/table${n}`;
  const Key = { pk: { S: 'a' } };
  const values: Readonly<Record<string, unknown>> = {
    ...EXISTING_TABLE,
    TableName: arn,
    DeletionProtectionEnabled: false,
    Key,
    Item: Key,
    KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [Key.pk] } },
    RequestItems:
      name === 'BatchGetItem'
        ? { [arn]: { Keys: [Key] } }
        : { [arn]: [{ PutRequest: { Item: Key } }] },
    TransactItems:
      name === 'TransactGetItems'
        ? [{ Get: { TableName: arn, Key } }]
        : [{ Put: { TableName: arn, Item: Key } }],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    ResourceArn: arn,
    Policy: POLICY,
    Tags: [{ Key: 'k', Value: 'v' }],
    TagKeys: ['k'],
  };
  return Object.fromEntries(
    input.members
      .filter((member) => member.required || OPTIONAL.has(member.name) || isOfTable(name, member))
      .map((member) => [member.name, values[member.name]]),
  );
};

/** What a new table needs is not required by the model, because a replica of another has it from there. */
const isOfTable = (operation: string, { name }: { readonly name: string }): boolean =>
  operation === 'CreateTable' && (name === 'KeySchema' || name === 'AttributeDefinitions');

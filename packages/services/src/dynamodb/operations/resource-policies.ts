import type {
  DeleteResourcePolicyInput,
  DeleteResourcePolicyOutput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Limits, reads, writes } from '@gatehouse/service-kit';
import { authorizeTable, namedTable } from '../access.ts';
import { policyNotFor, policyNotFound, policyRevision, resourceArnNotFound } from '../errors.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedPolicy } from '../policies.ts';
import { tables } from '../repositories/tables.ts';

const ARN: Limits = { ResourceArn: { minLength: 1, maxLength: 1283 } };
const LIMITS: Limits = { ...ARN, ExpectedRevisionId: { minLength: 1, maxLength: 255 } };
const NO_POLICY = 'NO_POLICY';
const PARTIAL = 'policies of streams';

const permitted = async (call: Call, action: string, arn: string | undefined): Promise<Table> => {
  if (arn === undefined || !/:table\/[^/]+$/.test(arn)) throw policyNotFor(arn ?? '');
  const named = await namedTable(call, arn);
  await authorizeTable(call, action, named);
  if (named.table === undefined) throw resourceArnNotFound(named.ref.arn);
  call.touch({ type: 'AWS::DynamoDB::Table', name: named.ref.name });
  return named.table;
};

const requireRevision = ({ policy }: Table, expected: string | undefined): void => {
  if (expected !== undefined && expected !== (policy?.revision ?? NO_POLICY))
    throw policyRevision(expected);
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy = (parts: DynamoDbParts) =>
  writes<PutResourcePolicyInput, PutResourcePolicyOutput>(
    { limits: LIMITS, partial: PARTIAL },
    async (input, call) => {
      const table = await permitted(call, 'PutResourcePolicy', input.ResourceArn);
      requireRevision(table, input.ExpectedRevisionId);
      const { Policy: document = '' } = input;
      // The same policy again changes nothing, not even its revision.
      if (table.policy?.document === document) return { RevisionId: table.policy.revision };
      const policy = await checkedPolicy(parts, call, document);
      await tables.setPolicy(call.tx, table.id, policy);
      return { RevisionId: policy.revision };
    },
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export const getResourcePolicy = () =>
  reads<GetResourcePolicyInput, GetResourcePolicyOutput>(
    { limits: ARN, partial: PARTIAL },
    async (input, call) => {
      const { policy, arn } = await permitted(call, 'GetResourcePolicy', input.ResourceArn);
      if (policy === undefined) throw policyNotFound(arn);
      return { Policy: policy.document, RevisionId: policy.revision };
    },
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = () =>
  writes<DeleteResourcePolicyInput, DeleteResourcePolicyOutput>(
    { limits: LIMITS, partial: PARTIAL },
    async (input, call) => {
      const table = await permitted(call, 'DeleteResourcePolicy', input.ResourceArn);
      requireRevision(table, input.ExpectedRevisionId);
      if (table.policy !== undefined) await tables.setPolicy(call.tx, table.id, undefined);
      return { RevisionId: table.policy?.revision };
    },
  );

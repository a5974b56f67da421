import type { OperationDefinition } from '@gatehouse/service-kit';
import type { DynamoDbParts } from '../parts.ts';
import { describeEndpoints, describeLimits } from './account.ts';
import { batchGetItem } from './batch-get-item.ts';
import { batchWriteItem } from './batch-write-item.ts';
import { describeContinuousBackups, updateContinuousBackups } from './continuous-backups.ts';
import { createTable } from './create-table.ts';
import { deleteItem } from './delete-item.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { getItem } from './get-item.ts';
import { listTables } from './list-tables.ts';
import { putItem } from './put-item.ts';
import { query } from './query.ts';
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './resource-policies.ts';
import { scan } from './scan.ts';
import { listTagsOfResource, tagResource, untagResource } from './tagging.ts';
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts';
import { transactGetItems } from './transact-get-items.ts';
import { transactWriteItems } from './transact-write-items.ts';
import { updateItem } from './update-item.ts';
import { updateTable } from './update-table.ts';

export const operations = (
  parts: DynamoDbParts,
): Readonly<Record<string, OperationDefinition>> => ({
  BatchGetItem: batchGetItem(parts),
  BatchWriteItem: batchWriteItem(parts),
  CreateTable: createTable(parts),
  DeleteItem: deleteItem(parts),
  DeleteResourcePolicy: deleteResourcePolicy(),
  DeleteTable: deleteTable(parts),
  DescribeContinuousBackups: describeContinuousBackups(),
  DescribeEndpoints: describeEndpoints(),
  DescribeLimits: describeLimits(),
  DescribeTable: describeTable(),
  DescribeTimeToLive: describeTimeToLive(),
  GetItem: getItem(parts),
  GetResourcePolicy: getResourcePolicy(),
  ListTables: listTables(),
  ListTagsOfResource: listTagsOfResource(parts),
  PutItem: putItem(parts),
  PutResourcePolicy: putResourcePolicy(parts),
  Query: query(parts),
  Scan: scan(parts),
  TagResource: tagResource(),
  TransactGetItems: transactGetItems(parts),
  TransactWriteItems: transactWriteItems(parts),
  UntagResource: untagResource(),
  UpdateContinuousBackups: updateContinuousBackups(),
  UpdateItem: updateItem(parts),
  UpdateTable: updateTable(parts),
  UpdateTimeToLive: updateTimeToLive(parts),
});

import type { OperationDefinition } from '@gatehouse/service-kit';
import type { LogsParts } from '../deps.ts';
import {
  deleteDestination,
  describeDestinations,
  putDestination,
  putDestinationPolicy,
} from './destinations.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { describeLogGroups, listLogGroups } from './list-log-groups.ts';
import {
  associateKmsKey,
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  disassociateKmsKey,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from './log-groups.ts';
import { getLogGroupFields, getLogRecord } from './log-records.ts';
import { createLogStream, deleteLogStream, describeLogStreams } from './log-streams.ts';
import {
  deleteMetricFilter,
  describeMetricFilters,
  putMetricFilter,
  testMetricFilter,
} from './metric-filters.ts';
import { putLogEvents } from './put-log-events.ts';
import { describeQueries, getQueryResults, startQuery, stopQuery } from './queries.ts';
import {
  deleteQueryDefinition,
  describeQueryDefinitions,
  putQueryDefinition,
} from './query-definitions.ts';
import {
  deleteResourcePolicy,
  describeResourcePolicies,
  putResourcePolicy,
} from './resource-policies.ts';
import {
  deleteSubscriptionFilter,
  describeSubscriptionFilters,
  putSubscriptionFilter,
} from './subscription-filters.ts';
import {
  listTagsForResource,
  listTagsLogGroup,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
} from './tags.ts';

export const operations = (parts: LogsParts): Readonly<Record<string, OperationDefinition>> => ({
  AssociateKmsKey: associateKmsKey(parts),
  CreateLogGroup: createLogGroup(parts),
  CreateLogStream: createLogStream(parts),
  DeleteDestination: deleteDestination(),
  DeleteLogGroup: deleteLogGroup(),
  DeleteLogStream: deleteLogStream(),
  DeleteMetricFilter: deleteMetricFilter(),
  DeleteQueryDefinition: deleteQueryDefinition(),
  DeleteResourcePolicy: deleteResourcePolicy(),
  DeleteRetentionPolicy: deleteRetentionPolicy(),
  DeleteSubscriptionFilter: deleteSubscriptionFilter(),
  DescribeDestinations: describeDestinations(parts),
  DescribeLogGroups: describeLogGroups(parts),
  DescribeLogStreams: describeLogStreams(parts),
  DescribeMetricFilters: describeMetricFilters(parts),
  DescribeQueries: describeQueries(parts),
  DescribeQueryDefinitions: describeQueryDefinitions(parts),
  DescribeResourcePolicies: describeResourcePolicies(parts),
  DescribeSubscriptionFilters: describeSubscriptionFilters(parts),
  DisassociateKmsKey: disassociateKmsKey(),
  FilterLogEvents: filterLogEvents(parts),
  GetLogEvents: getLogEvents(parts),
  GetLogGroupFields: getLogGroupFields(parts),
  GetLogRecord: getLogRecord(parts),
  GetQueryResults: getQueryResults(parts),
  ListLogGroups: listLogGroups(parts),
  ListTagsForResource: listTagsForResource(),
  ListTagsLogGroup: listTagsLogGroup(),
  PutDestination: putDestination(),
  PutDestinationPolicy: putDestinationPolicy(),
  PutLogEvents: putLogEvents(parts),
  PutLogGroupDeletionProtection: putLogGroupDeletionProtection(),
  PutMetricFilter: putMetricFilter(parts),
  PutQueryDefinition: putQueryDefinition(parts),
  PutResourcePolicy: putResourcePolicy(),
  PutRetentionPolicy: putRetentionPolicy(),
  PutSubscriptionFilter: putSubscriptionFilter(parts),
  StartQuery: startQuery(parts),
  StopQuery: stopQuery(),
  TagLogGroup: tagLogGroup(),
  TagResource: tagResource(),
  TestMetricFilter: testMetricFilter(parts),
  UntagLogGroup: untagLogGroup(),
  UntagResource: untagResource(),
});

import type { OperationDefinition } from '@gatehouse/service-kit';
import type { OperationParts } from '../deps.ts';
import {
  createApiDestination,
  deleteApiDestination,
  describeApiDestination,
  listApiDestinations,
  updateApiDestination,
} from './api-destinations.ts';
import {
  createArchive,
  deleteArchive,
  describeArchive,
  listArchives,
  updateArchive,
} from './archives.ts';
import {
  createEventBus,
  deleteEventBus,
  describeEventBus,
  listEventBuses,
  updateEventBus,
} from './buses.ts';
import {
  createConnection,
  deauthorizeConnection,
  deleteConnection,
  describeConnection,
  listConnections,
  updateConnection,
} from './connections.ts';
import { putPermission, removePermission } from './permissions.ts';
import { putEvents } from './put-events.ts';
import { putRule } from './put-rule.ts';
import { cancelReplay, describeReplay, listReplays, startReplay } from './replays.ts';
import { deleteRule, describeRule, disableRule, enableRule, listRules } from './rules.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from './targets.ts';
import { testEventPattern } from './test-event-pattern.ts';

export const operations = (
  parts: OperationParts,
): Readonly<Record<string, OperationDefinition>> => ({
  CancelReplay: cancelReplay(parts),
  CreateApiDestination: createApiDestination(parts),
  CreateArchive: createArchive(parts),
  CreateConnection: createConnection(parts),
  CreateEventBus: createEventBus(),
  DeauthorizeConnection: deauthorizeConnection(),
  DeleteApiDestination: deleteApiDestination(),
  DeleteArchive: deleteArchive(parts),
  DeleteConnection: deleteConnection(),
  DeleteEventBus: deleteEventBus(parts),
  DeleteRule: deleteRule(parts),
  DescribeApiDestination: describeApiDestination(),
  DescribeArchive: describeArchive(),
  DescribeConnection: describeConnection(parts),
  DescribeEventBus: describeEventBus(),
  DescribeReplay: describeReplay(),
  DescribeRule: describeRule(),
  DisableRule: disableRule(parts),
  EnableRule: enableRule(parts),
  ListApiDestinations: listApiDestinations(parts),
  ListArchives: listArchives(parts),
  ListConnections: listConnections(parts),
  ListEventBuses: listEventBuses(parts),
  ListReplays: listReplays(parts),
  ListRuleNamesByTarget: listRuleNamesByTarget(parts),
  ListRules: listRules(parts),
  ListTagsForResource: listTagsForResource(),
  ListTargetsByRule: listTargetsByRule(parts),
  PutEvents: putEvents(parts),
  PutPermission: putPermission(),
  PutRule: putRule(parts),
  PutTargets: putTargets(parts),
  RemovePermission: removePermission(),
  RemoveTargets: removeTargets(parts),
  StartReplay: startReplay(parts),
  TagResource: tagResource(),
  TestEventPattern: testEventPattern(),
  UntagResource: untagResource(),
  UpdateApiDestination: updateApiDestination(),
  UpdateArchive: updateArchive(parts),
  UpdateConnection: updateConnection(parts),
  UpdateEventBus: updateEventBus(parts),
});

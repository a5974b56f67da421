import type {
  CreateEventBusRequest,
  CreateEventBusResponse,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  DescribeEventBusResponse,
  EventBus as ShownBus,
  ListEventBusesRequest,
  ListEventBusesResponse,
  UpdateEventBusRequest,
  UpdateEventBusResponse,
} from '@aws-sdk/client-eventbridge';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { authorizeBus, permittedBus, touchBus } from '../access.ts';
import { busRef } from '../arns.ts';
import { deadLetterArn } from '../dead-letters.ts';
import type { OperationParts } from '../deps.ts';
import {
  busExists,
  busHasRules,
  busNameHasSlash,
  defaultBusStays,
  eventSourceNotFound,
  limitExceeded,
} from '../errors.ts';
import { anyArn, busName, busNameOrArn, description, kmsKey } from '../limits.ts';
import { DEFAULT_BUS, type EventBus } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { archives } from '../repositories/archives.ts';
import { buses } from '../repositories/buses.ts';
import { rules } from '../repositories/rules.ts';
import { busTagOwner, requestTags, tagLimits } from '../tags.ts';

// Amazon EventBridge quotas: event buses of an account in a Region.
const MOST_BUSES = 100;

const settingLimits = {
  Description: description,
  KmsKeyIdentifier: kmsKey,
  'DeadLetterConfig.Arn': anyArn,
  'LogConfig.IncludeDetail': { oneOf: ['NONE', 'FULL'] },
  'LogConfig.Level': { oneOf: ['OFF', 'ERROR', 'INFO', 'TRACE'] },
};
const PARTIAL =
  'KmsKeyIdentifier and LogConfig are kept and shown: events are not encrypted with the key, and buses write no logs.';

const shownSettings = (bus: EventBus) => ({
  Description: bus.description,
  KmsKeyIdentifier: bus.kmsKeyIdentifier,
  DeadLetterConfig: bus.deadLetterArn === undefined ? undefined : { Arn: bus.deadLetterArn },
  LogConfig: bus.logConfig,
});

const settingsOf = (
  input: CreateEventBusRequest | UpdateEventBusRequest,
  region: string,
): Partial<EventBus> => ({
  description: input.Description,
  kmsKeyIdentifier: input.KmsKeyIdentifier,
  deadLetterArn: deadLetterArn(input.DeadLetterConfig, region),
  logConfig: input.LogConfig,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus = () =>
  writes<CreateEventBusRequest, CreateEventBusResponse>(
    { limits: { Name: busName, ...settingLimits, ...tagLimits }, partial: PARTIAL },
    async (input, call) => {
      const { tx, now } = call;
      const ref = busRef(call, input.Name);
      const tags = requestTags(input.Tags);
      await call.authorize('events:CreateEventBus', ref.arn, requestTagKeys(tags));
      if (input.EventSourceName !== undefined) throw eventSourceNotFound(input.EventSourceName);
      if (ref.name.includes('/')) throw busNameHasSlash();
      if (ref.name === DEFAULT_BUS) throw busExists(ref.name);

      const bus = { ...ref, ...settingsOf(input, call.region) };
      if (!(await buses.insert(tx, bus, now))) throw busExists(ref.name);
      if ((await buses.count(tx, call)) > MOST_BUSES) throw limitExceeded();
      await tagStore.put(tx, busTagOwner(ref), tags);
      touchBus(call, ref);
      return { EventBusArn: ref.arn, ...shownSettings(bus) };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html */
export const updateEventBus = ({ changes }: OperationParts) =>
  writes<UpdateEventBusRequest, UpdateEventBusResponse>(
    { limits: { Name: busName, ...settingLimits }, partial: PARTIAL },
    async (input, call) => {
      const bus = await permittedBus(call, input.Name, { action: 'events:UpdateEventBus' });
      const given = Object.entries(settingsOf(input, call.region));
      const changed: EventBus = {
        ...bus,
        ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
      };
      await buses.save(call.tx, changed, call.now);
      await changes.ruleChanged(call.tx, bus.arn);
      return { Arn: bus.arn, Name: bus.name, ...shownSettings(changed) };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export const deleteEventBus = ({ changes }: OperationParts) =>
  writes<DeleteEventBusRequest, Record<string, never>>(
    { limits: { Name: busName } },
    async (input, call) => {
      const { tx } = call;
      const ref = busRef(call, input.Name);
      const bus = await buses.find(tx, ref);
      await authorizeBus(call, ref, bus, { action: 'events:DeleteEventBus' });
      if (ref.name === DEFAULT_BUS) throw defaultBusStays();
      // AWS answers as if it had deleted it.
      if (bus === undefined) return {};
      // What an archive takes it takes by a rule of its own.
      const isUsed =
        (await rules.count(tx, ref.arn)) > 0 || (await archives.ofBus(tx, ref.arn)).length > 0;
      if (isUsed) throw busHasRules(ref.name);
      touchBus(call, ref);
      await buses.delete(tx, ref.arn);
      await tagStore.removeAll(tx, ref.arn);
      await changes.ruleChanged(tx, ref.arn);
      return {};
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const describeEventBus = () =>
  reads<DescribeEventBusRequest, DescribeEventBusResponse>(
    { limits: { Name: busNameOrArn } },
    async (input, call) => {
      const bus = await permittedBus(call, input.Name, { action: 'events:DescribeEventBus' });
      return { ...shown(bus), ...shownSettings(bus) };
    },
  );

const shown = (bus: EventBus): ShownBus => ({
  Name: bus.name,
  Arn: bus.arn,
  Description: bus.description,
  Policy: bus.policy,
  CreationTime: bus.createdAt,
  LastModifiedTime: bus.modifiedAt,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export const listEventBuses = ({ pages }: OperationParts) =>
  reads<ListEventBusesRequest, ListEventBusesResponse>(
    { limits: { NamePrefix: busName, ...pageLimits } },
    async (input, call) => {
      await call.authorize('events:ListEventBuses', '*');
      const prefix = input.NamePrefix ?? '';
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListEventBuses',
        filters: { prefix },
        fetch: (page) => buses.list(call.tx, busRef(call), { prefix, ...page }),
        positionOf: ({ name }) => name,
      });
      return { EventBuses: rows.map(shown), NextToken };
    },
  );

import type {
  CancelReplayRequest,
  CancelReplayResponse,
  DescribeReplayRequest,
  DescribeReplayResponse,
  ListReplaysRequest,
  ListReplaysResponse,
  Replay as ShownReplay,
  StartReplayRequest,
  StartReplayResponse,
} from '@aws-sdk/client-eventbridge';
import { parseArn } from '@gatehouse/core';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { archiveRef, parseBusArn, parseRuleArn, replayRef } from '../arns.ts';
import type { OperationParts } from '../deps.ts';
import {
  busNotFound,
  invalidParameter,
  limitExceeded,
  onlyOneFilter,
  replayExists,
  replayIsOver,
  replayNotFound,
} from '../errors.ts';
import { anyArn, busArn, name64, oneLineDescription } from '../limits.ts';
import type { Archive, Replay } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { archives } from '../repositories/archives.ts';
import { buses } from '../repositories/buses.ts';
import { replays } from '../repositories/replays.ts';

// Amazon EventBridge quotas: replays that run at once.
const MOST_ACTIVE = 10;

const requireArchive = async (call: Call, arn: string): Promise<Archive> => {
  const resource = parseArn(arn)?.resource ?? '';
  if (!resource.startsWith('archive/'))
    throw invalidParameter('EventSourceArn', 'Must contain an archive ARN.');
  const name = resource.slice('archive/'.length);
  const archive = await archives.find(call.tx, archiveRef(call, name).arn);
  if (archive?.arn !== arn)
    throw invalidParameter('EventSourceArn', `Archive ${name} does not exist.`);
  return archive;
};

/** Events go back to the bus that they were archived from, and to no other. */
const requireDestination = async (call: Call, archive: Archive, arn: string): Promise<void> => {
  const ref = parseBusArn(arn);
  if (ref === undefined)
    throw invalidParameter('Destination.Arn', 'Must contain an event bus ARN.');
  const isHere = ref.account === call.account && ref.region === call.region;
  if (!isHere || (await buses.find(call.tx, ref)) === undefined) throw busNotFound(ref.name);
  if (ref.arn !== archive.busArn)
    throw invalidParameter('Destination.Arn', 'Cross event bus replay is not permitted.');
};

const requireRules = (archive: Archive, arns: readonly string[]): void => {
  for (const arn of arns)
    if (parseRuleArn(arn)?.busArn !== archive.busArn)
      throw invalidParameter('Destination.FilterArns', `${arn} is no rule of the event bus.`);
};

const permitted = async (call: Call, name: string | undefined, action: string): Promise<Replay> => {
  const ref = replayRef(call, name ?? '');
  await call.authorize(action, ref.arn);
  const replay = await replays.find(call.tx, ref.arn);
  if (replay === undefined) throw replayNotFound(ref.name);
  return replay;
};

const requireRange = ({ EventStartTime, EventEndTime }: StartReplayRequest) => {
  if (EventStartTime === undefined || EventEndTime === undefined)
    throw invalidParameter('EventStartTime');
  if (EventStartTime >= EventEndTime)
    throw invalidParameter('EventEndTime', 'EventStartTime must be before EventEndTime.');
  return { eventsFrom: EventStartTime, eventsTo: EventEndTime };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html */
export const startReplay = ({ changes }: OperationParts) =>
  writes<StartReplayRequest, StartReplayResponse>(
    {
      limits: {
        ReplayName: name64,
        Description: oneLineDescription,
        EventSourceArn: busArn,
        'Destination.Arn': anyArn,
        'Destination.FilterArns[]': anyArn,
      },
    },
    async (input, call) => {
      const { tx, now } = call;
      const ref = replayRef(call, input.ReplayName ?? '');
      const archiveArn = input.EventSourceArn ?? '';
      const destinationArn = input.Destination?.Arn ?? '';
      for (const resource of [ref.arn, archiveArn, destinationArn])
        await call.authorize('events:StartReplay', resource, {}, { resourceAccount: call.account });
      const archive = await requireArchive(call, archiveArn);
      await requireDestination(call, archive, destinationArn);
      const ruleArns = input.Destination?.FilterArns ?? [];
      requireRules(archive, ruleArns);
      const replay: Replay = {
        ...ref,
        ...requireRange(input),
        archiveArn,
        description: input.Description,
        state: 'STARTING',
        startedAt: now,
        destinationArn,
        ruleArns,
      };
      if (!(await replays.insert(tx, replay))) throw replayExists(ref.name);
      if ((await replays.countActive(tx, call)) > MOST_ACTIVE) throw limitExceeded();
      await changes.replayStarted(tx, replay, now);
      return { ReplayArn: ref.arn, State: 'STARTING', ReplayStartTime: now };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CancelReplay.html */
export const cancelReplay = ({ changes }: OperationParts) =>
  writes<CancelReplayRequest, CancelReplayResponse>(
    { limits: { ReplayName: name64 } },
    async (input, call) => {
      const replay = await permitted(call, input.ReplayName, 'events:CancelReplay');
      const cancelled: Replay = { ...replay, state: 'CANCELLING' };
      const isActive = replay.state === 'STARTING' || replay.state === 'RUNNING';
      if (!isActive || !(await replays.progress(call.tx, replay.arn, replay.state, cancelled)))
        throw replayIsOver(replay.name);
      await changes.replayCancelled(call.tx, cancelled, call.now);
      return { ReplayArn: replay.arn, State: 'CANCELLING', StateReason: replay.stateReason };
    },
  );

const shown = (replay: Replay): ShownReplay => ({
  ReplayName: replay.name,
  EventSourceArn: replay.archiveArn,
  State: replay.state,
  StateReason: replay.stateReason,
  EventStartTime: replay.eventsFrom,
  EventEndTime: replay.eventsTo,
  EventLastReplayedTime: replay.lastReplayedAt,
  ReplayStartTime: replay.startedAt,
  ReplayEndTime: replay.endedAt,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html */
export const describeReplay = () =>
  reads<DescribeReplayRequest, DescribeReplayResponse>(
    { limits: { ReplayName: name64 } },
    async (input, call) => {
      const replay = await permitted(call, input.ReplayName, 'events:DescribeReplay');
      return {
        ...shown(replay),
        ReplayArn: replay.arn,
        Description: replay.description,
        Destination: {
          Arn: replay.destinationArn,
          FilterArns: replay.ruleArns.length === 0 ? undefined : [...replay.ruleArns],
        },
      };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html */
export const listReplays = ({ pages }: OperationParts) =>
  reads<ListReplaysRequest, ListReplaysResponse>(
    {
      limits: {
        NamePrefix: name64,
        EventSourceArn: busArn,
        State: {
          oneOf: ['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED'],
        },
        ...pageLimits,
      },
    },
    async (input, call) => {
      await call.authorize('events:ListReplays', '*');
      const { NamePrefix, EventSourceArn, State } = input;
      const given = [NamePrefix, EventSourceArn, State].filter((filter) => filter !== undefined);
      if (given.length > 1)
        throw onlyOneFilter('ListReplays', 'State, EventSourceArn, or NamePrefix');
      const filters = { prefix: NamePrefix, archiveArn: EventSourceArn, state: State };
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListReplays',
        filters,
        fetch: (page) => replays.list(call.tx, call, filters, page),
        positionOf: ({ name }) => name,
      });
      return { Replays: rows.map(shown), NextToken };
    },
  );

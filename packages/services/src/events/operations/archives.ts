import type {
  Archive as ShownArchive,
  CreateArchiveRequest,
  CreateArchiveResponse,
  DeleteArchiveRequest,
  DescribeArchiveRequest,
  DescribeArchiveResponse,
  ListArchivesRequest,
  ListArchivesResponse,
  UpdateArchiveRequest,
  UpdateArchiveResponse,
} from '@aws-sdk/client-eventbridge';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { archiveRef, parseBusArn } from '../arns.ts';
import type { OperationParts } from '../deps.ts';
import {
  archiveExists,
  archiveNotFound,
  arnInvalid,
  busNotFound,
  onlyOneFilter,
} from '../errors.ts';
import { archiveName, busArn, eventPattern, kmsKey, oneLineDescription } from '../limits.ts';
import type { Archive, BusRef } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { requireArchivePattern } from '../patterns.ts';
import { archives } from '../repositories/archives.ts';
import { buses } from '../repositories/buses.ts';

const settingLimits = {
  ArchiveName: archiveName,
  Description: oneLineDescription,
  EventPattern: eventPattern,
  RetentionDays: { minValue: 0 },
  KmsKeyIdentifier: kmsKey,
};
const PARTIAL = 'KmsKeyIdentifier is kept and shown; archives are not encrypted with it.';
// Where the column ends; longer than anything lives.
const MOST_DAYS = 2_147_483_647;

/** A bus of the caller in this Region: archives are made of no other. */
const requireBus = async (call: Call, arn: string): Promise<BusRef> => {
  const ref = parseBusArn(arn);
  if (ref === undefined) throw arnInvalid(arn);
  const isHere = ref.account === call.account && ref.region === call.region;
  const bus = isHere ? await buses.find(call.tx, ref) : undefined;
  if (bus === undefined) throw busNotFound(ref.name);
  return bus;
};

const touch = (call: Call, { name, arn }: Pick<Archive, 'name' | 'arn'>): void =>
  call.touch({ type: 'AWS::Events::Archive', name, arn });

const permitted = async (
  call: Call,
  name: string | undefined,
  action: string,
): Promise<Archive> => {
  const ref = archiveRef(call, name ?? '');
  await call.authorize(action, ref.arn);
  const archive = await archives.find(call.tx, ref.arn);
  if (archive === undefined) throw archiveNotFound(ref.name);
  touch(call, archive);
  return archive;
};

const answer = ({ arn, state, stateReason, createdAt }: Archive) => ({
  ArchiveArn: arn,
  State: state,
  StateReason: stateReason,
  CreationTime: createdAt,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html */
export const createArchive = ({ changes }: OperationParts) =>
  writes<CreateArchiveRequest, CreateArchiveResponse>(
    { limits: { ...settingLimits, EventSourceArn: busArn }, partial: PARTIAL },
    async (input, call) => {
      const ref = archiveRef(call, input.ArchiveName ?? '');
      const source = input.EventSourceArn ?? '';
      await call.authorize('events:CreateArchive', ref.arn);
      await call.authorize('events:CreateArchive', source, {}, { resourceAccount: call.account });
      const bus = await requireBus(call, source);
      requireArchivePattern(ref.name, input.EventPattern);
      const archive: Archive = {
        ...ref,
        busArn: bus.arn,
        description: input.Description,
        eventPattern: input.EventPattern,
        kmsKeyIdentifier: input.KmsKeyIdentifier,
        retentionDays: Math.min(input.RetentionDays ?? 0, MOST_DAYS),
        state: 'ENABLED',
        createdAt: call.now,
        eventCount: 0,
        sizeBytes: 0,
      };
      if (!(await archives.insert(call.tx, archive))) throw archiveExists(ref.name);
      await changes.archiveChanged(call.tx, archive);
      touch(call, ref);
      return answer(archive);
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html */
export const updateArchive = ({ changes }: OperationParts) =>
  writes<UpdateArchiveRequest, UpdateArchiveResponse>(
    { limits: settingLimits, partial: PARTIAL },
    async (input, call) => {
      const present = await permitted(call, input.ArchiveName, 'events:UpdateArchive');
      requireArchivePattern(present.name, input.EventPattern);
      const archive: Archive = {
        ...present,
        description: input.Description ?? present.description,
        eventPattern: input.EventPattern ?? present.eventPattern,
        kmsKeyIdentifier: input.KmsKeyIdentifier ?? present.kmsKeyIdentifier,
        retentionDays: Math.min(input.RetentionDays ?? present.retentionDays, MOST_DAYS),
      };
      await archives.update(call.tx, archive);
      await changes.archiveChanged(call.tx, archive);
      return answer(archive);
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteArchive.html */
export const deleteArchive = ({ changes }: OperationParts) =>
  writes<DeleteArchiveRequest, Record<string, never>>(
    { limits: { ArchiveName: archiveName } },
    async (input, call) => {
      const archive = await permitted(call, input.ArchiveName, 'events:DeleteArchive');
      await archives.delete(call.tx, archive.arn);
      await changes.archiveDeleted(call.tx, archive);
      return {};
    },
  );

const shown = (archive: Archive): ShownArchive => ({
  ArchiveName: archive.name,
  EventSourceArn: archive.busArn,
  State: archive.state,
  StateReason: archive.stateReason,
  RetentionDays: archive.retentionDays,
  SizeBytes: archive.sizeBytes,
  EventCount: archive.eventCount,
  CreationTime: archive.createdAt,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html */
export const describeArchive = () =>
  reads<DescribeArchiveRequest, DescribeArchiveResponse>(
    { limits: { ArchiveName: archiveName } },
    async (input, call) => {
      const archive = await permitted(call, input.ArchiveName, 'events:DescribeArchive');
      return {
        ...shown(archive),
        ArchiveArn: archive.arn,
        Description: archive.description,
        EventPattern: archive.eventPattern,
        KmsKeyIdentifier: archive.kmsKeyIdentifier,
      };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListArchives.html */
export const listArchives = ({ pages }: OperationParts) =>
  reads<ListArchivesRequest, ListArchivesResponse>(
    {
      limits: {
        NamePrefix: archiveName,
        EventSourceArn: busArn,
        State: {
          oneOf: ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'],
        },
        ...pageLimits,
      },
    },
    async (input, call) => {
      await call.authorize('events:ListArchives', '*');
      const { NamePrefix, EventSourceArn, State } = input;
      const given = [NamePrefix, EventSourceArn, State].filter((filter) => filter !== undefined);
      if (given.length > 1)
        throw onlyOneFilter('ListArchives', 'State, EventSourceArn, or NamePrefix');
      if (EventSourceArn !== undefined) await requireBus(call, EventSourceArn);
      const filters = { prefix: NamePrefix, busArn: EventSourceArn, state: State };
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListArchives',
        filters,
        fetch: (page) => archives.list(call.tx, call, filters, page),
        positionOf: ({ name }) => name,
      });
      return { Archives: rows.map(shown), NextToken };
    },
  );

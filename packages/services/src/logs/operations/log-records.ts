import type {
  GetLogGroupFieldsRequest,
  GetLogGroupFieldsResponse,
  GetLogRecordRequest,
  GetLogRecordResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { discoveredFields, toText } from '@gatehouse/logs-query';
import { type Call, reads } from '@gatehouse/service-kit';
import { permittedGroup } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import { pointerInvalid, recordMissing } from '../errors.ts';
import { type Group, type LogEvent, oldestKept } from '../model.ts';
import { everyGroup, GROUP_NAME, groupOfRequest } from '../names.ts';
import { type Pointed, pointedBy } from '../queries/pointer.ts';
import { events } from '../repositories/events.ts';
import { groups } from '../repositories/groups.ts';
import { streams } from '../repositories/streams.ts';

const MINUTE = 60 * 1000;
/** CloudWatch Logs API Reference, GetLogGroupFields. */
const AROUND = 8 * MINUTE;
const RECENT = 15 * MINUTE;
const SAMPLE = 1000;
const MOST_FIELDS = 1000;
const LEAST_MILLISECONDS = 100_000_000_000;
const ACTION = 'logs:GetLogRecord';

/** The group that a pointer names, if the caller may; a group of somebody else is as none. */
const pointedGroup = async (call: Call, { groupId }: Pointed): Promise<Group> => {
  const group = await groups.findById(call.tx, groupId);
  if (group === undefined || group.account !== call.account || group.region !== call.region) {
    await call.authorize(ACTION, everyGroup(call));
    throw recordMissing();
  }
  return permittedGroup(call, ACTION, group);
};

const pointedEvent = async (call: Call, group: Group, place: Pointed): Promise<LogEvent> => {
  const { list } = await events.range(call.tx, {
    of: { groupId: group.id },
    from: Math.max(place.at, oldestKept(group, call.now)),
    until: place.at + 1,
    behind: { at: place.at, id: place.id, inclusive: true },
    descending: false,
    limit: 1,
  });
  const [event] = list;
  if (event === undefined || event.id !== place.id) throw recordMissing();
  return event;
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogRecord.html */
export const getLogRecord = ({ groupKeys }: Pick<LogsParts, 'groupKeys'>) =>
  reads<GetLogRecordRequest, GetLogRecordResponse>(
    {
      limits: { logRecordPointer: { minLength: 1, maxLength: 512 } },
      partial: 'There are no data protection policies, so that nothing is masked.',
    },
    async ({ logRecordPointer = '' }, call) => {
      const place = pointedBy(logRecordPointer);
      if (place === undefined) {
        await call.authorize(ACTION, everyGroup(call));
        throw pointerInvalid();
      }
      const group = await pointedGroup(call, place);
      await groupKeys.requireOpen(call, group);
      const event = await pointedEvent(call, group, place);
      const stream = (await streams.names(call.tx, [event.streamId])).get(event.streamId);
      if (stream === undefined) throw recordMissing();
      const fields = [...discoveredFields(event.message)].map(
        ([name, value]) => [name, toText(value) ?? ''] as const,
      );
      return {
        logRecord: Object.fromEntries([
          ...fields,
          ['@log', `${group.account}:${group.name}`],
          ['@logStream', stream],
          ['@message', event.message],
          ['@timestamp', String(event.at)],
          ['@ingestionTime', String(event.ingestedAt)],
          ['@ptr', logRecordPointer],
        ]),
      };
    },
  );

const SYSTEM = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp'];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogGroupFields.html */
export const getLogGroupFields = ({ groupKeys }: Pick<LogsParts, 'groupKeys'>) =>
  reads<GetLogGroupFieldsRequest, GetLogGroupFieldsResponse>(
    {
      limits: {
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        logGroupIdentifier: { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        time: { minValue: 0 },
      },
    },
    async (input, call) => {
      const ref = groupOfRequest(call, input);
      const group = await permittedGroup(call, 'logs:GetLogGroupFields', ref);
      await groupKeys.requireOpen(call, group);
      const { time } = input;
      const now = call.now.getTime();
      const at = time !== undefined && time < LEAST_MILLISECONDS ? time * 1000 : time;
      const from = at === undefined ? now - RECENT : at - AROUND;
      const { list } = await events.range(call.tx, {
        of: { groupId: group.id },
        from: Math.max(from, oldestKept(group, call.now)),
        until: (at === undefined ? now : at + AROUND) + 1,
        descending: true,
        limit: SAMPLE,
      });
      const counts = new Map<string, number>();
      for (const { message } of list)
        for (const name of [...SYSTEM, ...discoveredFields(message).keys()])
          counts.set(name, (counts.get(name) ?? 0) + 1);
      const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      return {
        logGroupFields: sorted.slice(0, MOST_FIELDS).map(([name, count]) => ({
          name,
          percent: Math.round((count / list.length) * 100),
        })),
      };
    },
  );

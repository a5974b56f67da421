import type {
  CreateLogStreamRequest,
  DeleteLogStreamRequest,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { reads, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { permittedGroup, permittedStream } from '../access.ts';
import { CLEAR } from '../clear.ts';
import type { LogsParts } from '../deps.ts';
import { prefixWithTimeOrder, streamExists } from '../errors.ts';
import type { GroupRef, Stream } from '../model.ts';
import { GROUP_NAME, groupOfRequest, groupRef, streamPermission } from '../names.ts';
import { DEFAULT_LIMIT, LIMIT, rowPage } from '../paging.ts';
import { removed } from '../repositories/removed.ts';
import { streams } from '../repositories/streams.ts';

const GROUP = { minLength: 1, maxLength: 512, pattern: GROUP_NAME };
export const STREAM = { minLength: 1, maxLength: 512, pattern: '[^:*]*' };

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream = ({ ids }: Pick<LogsParts, 'ids'>) =>
  writes<CreateLogStreamRequest, object>(
    { limits: { logGroupName: GROUP, logStreamName: STREAM } },
    async (input, call) => {
      const { logGroupName = '', logStreamName: name = '' } = input;
      const ref = groupRef(call, logGroupName);
      const resource = streamPermission(ref, name);
      const group = await permittedGroup(call, 'logs:CreateLogStream', ref, {}, resource);
      const stream: Stream = {
        id: ids.hex(24),
        groupId: group.id,
        name,
        createdAt: call.now.getTime(),
        firstEventAt: undefined,
        lastEventAt: undefined,
        lastIngestedAt: undefined,
      };
      if (!(await streams.insert(call.tx, stream))) throw streamExists();
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream = () =>
  writes<DeleteLogStreamRequest, object>(
    { limits: { logGroupName: GROUP, logStreamName: STREAM } },
    async (input, call) => {
      const { tx, now } = call;
      const { logGroupName = '', logStreamName = '' } = input;
      const ref = groupRef(call, logGroupName);
      const { stream } = await permittedStream(call, 'logs:DeleteLogStream', ref, logStreamName);
      await streams.remove(tx, stream);
      await removed.add(tx, 'stream', stream.id);
      await scheduleWork(tx, { kind: CLEAR, key: 'all', payload: '', dueAt: now });
      return {};
    },
  );

const described = (ref: GroupRef, stream: Stream): LogStream => ({
  logStreamName: stream.name,
  creationTime: stream.createdAt,
  firstEventTimestamp: stream.firstEventAt,
  lastEventTimestamp: stream.lastEventAt,
  lastIngestionTime: stream.lastIngestedAt,
  arn: streamPermission(ref, stream.name),
  // CloudWatch Logs API Reference, LogStream: always zero since 2019.
  storedBytes: 0,
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeLogStreamsRequest, DescribeLogStreamsResponse>(
    {
      limits: {
        logGroupName: GROUP,
        logGroupIdentifier: { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        logStreamNamePrefix: STREAM,
        orderBy: { oneOf: ['LogStreamName', 'LastEventTime'] },
        nextToken: { minLength: 1 },
        limit: LIMIT,
      },
    },
    async (input, call) => {
      const ref = groupOfRequest(call, input);
      const group = await permittedGroup(call, 'logs:DescribeLogStreams', ref);
      const { logStreamNamePrefix: prefix = '', descending = false } = input;
      const byTime = input.orderBy === 'LastEventTime';
      if (byTime && prefix !== '') throw prefixWithTimeOrder();
      const { rows, nextToken } = await rowPage<Stream>(
        pages,
        { operation: 'DescribeLogStreams', group: group.id, prefix, byTime, descending },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        (after, limit) => {
          const [first, second] = after ?? [];
          if (!byTime)
            return streams.byName(call.tx, group.id, {
              prefix,
              descending,
              after: first === undefined ? undefined : String(first),
              limit,
            });
          const behind =
            first === undefined ? undefined : ([Number(first), String(second)] as const);
          return streams.byTime(call.tx, group.id, descending, behind, limit);
        },
        ({ name, lastEventAt }) => (byTime ? [lastEventAt ?? 0, name] : [name]),
      );
      return { logStreams: rows.map((stream) => described(ref, stream)), nextToken };
    },
  );

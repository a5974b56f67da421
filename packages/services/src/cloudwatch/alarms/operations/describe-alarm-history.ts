import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import { cutPage, reads } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { nextTokenInvalid } from '../../errors.ts';
import { authorizeAlarm, authorizeAll, refOf } from '../access.ts';
import { anyName } from '../input.ts';
import { history, type HistoryItem, type HistoryPosition } from '../repositories/history.ts';
import { kindsOf } from './describe-alarms.ts';

const MOST = 100;

const limits = {
  AlarmName: anyName,
  AlarmContributorId: { minLength: 1, maxLength: 16 },
  'AlarmTypes[]': { oneOf: ['CompositeAlarm', 'MetricAlarm'] },
  HistoryItemType: {
    oneOf: [
      'Action',
      'StateUpdate',
      'ConfigurationUpdate',
      'AlarmContributorStateUpdate',
      'AlarmContributorAction',
    ],
  },
  MaxRecords: { minValue: 1, maxValue: MOST },
  ScanBy: { oneOf: ['TimestampAscending', 'TimestampDescending'] },
};

const shown = (item: HistoryItem): AlarmHistoryItem => ({
  AlarmName: item.name,
  AlarmType: item.alarmType,
  Timestamp: item.at,
  HistoryItemType: item.type,
  HistorySummary: item.summary,
  HistoryData: item.data,
});

const openPosition = (
  pages: AlarmDeps['pages'],
  question: unknown,
  token: string | undefined,
): HistoryPosition | undefined => {
  if (token === undefined) return undefined;
  const position = pages.open(question, token);
  if (position === undefined) throw nextTokenInvalid();
  const [at, name, sequence] = position;
  return { at: Number(at), name: String(name), sequence: Number(sequence) };
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export const describeAlarmHistory = ({ pages }: AlarmDeps) =>
  reads<DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput>({ limits }, async (input, call) => {
    const { MaxRecords = MOST, NextToken, ...asked } = input;
    const action = 'cloudwatch:DescribeAlarmHistory';
    const kinds = kindsOf(input.AlarmTypes);
    if (input.AlarmName === undefined || kinds.includes('composite'))
      await authorizeAll(call, action);
    else await authorizeAlarm(call, action, refOf(call, input.AlarmName));

    const { account, region } = call;
    const question = { operation: action, account, region, asked };
    const after = openPosition(pages, question, NextToken);
    // No alarm here has contributors.
    if (input.AlarmContributorId !== undefined) return { AlarmHistoryItems: [] };
    const filter = {
      name: input.AlarmName,
      kinds,
      type: input.HistoryItemType,
      from: input.StartDate,
      to: input.EndDate,
      order: input.ScanBy ?? 'TimestampDescending',
    };
    const found = await history.list(call.tx, call, filter, { after, limit: MaxRecords + 1 });
    const { page, last } = cutPage(found, MaxRecords);
    return {
      AlarmHistoryItems: page.map(shown),
      NextToken: last && pages.seal(question, [last.at.getTime(), last.name, last.sequence]),
    };
  });

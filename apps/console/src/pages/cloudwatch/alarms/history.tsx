import type { AlarmHistoryItem, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';

type Row = Json<AlarmHistoryItem>;

const TYPES: readonly (readonly [value: string, label: string])[] = [
  ['', 'Everything'],
  ['StateUpdate', 'State changes'],
  ['Action', 'Actions'],
  ['ConfigurationUpdate', 'Configuration'],
];

const typeText = (type: string | undefined): string =>
  TYPES.find(([value]) => value === type)?.[1] ?? type ?? '–';

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'at',
    header: 'Time',
    cell: ({ Timestamp }) => <Time at={Timestamp} />,
    text: ({ Timestamp }) => Timestamp,
  },
  {
    id: 'type',
    header: 'Type',
    cell: ({ HistoryItemType }) => typeText(HistoryItemType),
    text: ({ HistoryItemType }) => typeText(HistoryItemType),
  },
  {
    id: 'summary',
    header: 'What happened',
    isRowHeader: true,
    cell: ({ HistorySummary }) => HistorySummary,
    text: ({ HistorySummary }) => HistorySummary,
  },
  {
    id: 'data',
    header: 'Data',
    width: 140,
    cell: ({ HistoryData }) =>
      HistoryData === undefined || HistoryData === '' ? (
        '–'
      ) : (
        <ExpandableSection headerText="Show">
          <CopyBlock text={indented(HistoryData)} what="data" />
        </ExpandableSection>
      ),
  },
];

const idOf = ({ Timestamp = '', HistoryItemType, HistorySummary = '' }: Row): string =>
  `${Timestamp} ${HistoryItemType ?? ''} ${HistorySummary}`;

/** What happened to an alarm within 30 days, the latest first. */
export const AlarmHistory = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const [type, setType] = useState('');
  return (
    <AwsTable
      title="History"
      name="history"
      columns={COLUMNS}
      loadKey={`history ${aws.region} ${name} ${type}`}
      load={pagesOf<DescribeAlarmHistoryOutput, Row>(
        aws,
        {
          service: 'cloudwatch',
          operation: 'DescribeAlarmHistory',
          input: {
            AlarmName: name,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            ScanBy: 'TimestampDescending',
            ...(type === '' ? {} : { HistoryItemType: type }),
          },
        },
        ({ AlarmHistoryItems }) => AlarmHistoryItems,
      )}
      idOf={idOf}
      empty="Nothing happened to it yet"
      filterLabel="Filter history"
      wrapLines
      live
      extraFilter={<ChoiceField label="Kind" value={type} options={TYPES} change={setType} />}
    />
  );
};

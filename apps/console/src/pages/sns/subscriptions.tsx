import type { ListSubscriptionsByTopicResponse, Subscription } from '@aws-sdk/client-sns';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Dialog } from '../../shared/dialog.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { GoButton } from '../../shared/go-button.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { indented } from '../../shared/json-fault.ts';
import { pagesOf } from '../../shared/lists.ts';
import { useAction, useAws } from '../../shared/use-aws.ts';
import { topicPath } from './topic.ts';

type Row = Json<Subscription>;

/** What SNS gives in place of the ARN until the address has agreed. */
const PENDING = 'PendingConfirmation';

const isPending = ({ SubscriptionArn }: Row): boolean => SubscriptionArn === PENDING;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'endpoint',
    header: 'Endpoint',
    isRowHeader: true,
    cell: ({ Endpoint }) => Endpoint,
    text: ({ Endpoint }) => Endpoint,
  },
  {
    id: 'protocol',
    header: 'Protocol',
    cell: ({ Protocol }) => Protocol,
    text: ({ Protocol }) => Protocol,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) =>
      isPending(row) ? (
        <StatusIndicator type="pending">Waiting for confirmation</StatusIndicator>
      ) : (
        <StatusIndicator type="success">Confirmed</StatusIndicator>
      ),
    text: (row) => (isPending(row) ? 'Waiting for confirmation' : 'Confirmed'),
  },
];

interface FilterProps {
  readonly arn: string;
  readonly current: string;
  readonly close: () => void;
}

const FilterForm = ({ arn, current, close }: FilterProps) => {
  const aws = useAwsClient();
  const [text, setText] = useState(current);
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('sns', 'SetSubscriptionAttributes', {
        SubscriptionArn: arn,
        AttributeName: 'FilterPolicy',
        // An empty filter is one that lets everything through.
        AttributeValue: text.trim() === '' ? '{}' : text,
      }),
    );
    if (done) close();
  };
  return (
    <Dialog
      title="Filter policy"
      confirmLabel="Save filter policy"
      size="large"
      busy={action.busy}
      error={action.error}
      close={close}
      confirm={() => void confirm()}
    >
      <JsonEditor label="Filter policy" value={text} change={setText} minimumLines={6} />
    </Dialog>
  );
};

const FilterDialog = ({ arn, close }: Omit<FilterProps, 'current'>) => {
  const found = useAws<{ Attributes?: Record<string, string> }>({
    service: 'sns',
    operation: 'GetSubscriptionAttributes',
    input: { SubscriptionArn: arn },
  });
  return (
    <FailureOr of={found}>
      {({ Attributes }) => (
        <FilterForm
          arn={arn}
          current={indented(Attributes?.['FilterPolicy'] ?? '')}
          close={close}
        />
      )}
    </FailureOr>
  );
};

export const Subscriptions = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [filtering, setFiltering] = useState(false);
  const [turn, setTurn] = useState(0);
  const [row] = selected;
  const usable = row !== undefined && !isPending(row);
  return (
    <>
      <AwsTable
        title="Subscriptions"
        name="subscriptions"
        columns={COLUMNS}
        loadKey={`${arn} ${turn}`}
        load={pagesOf<ListSubscriptionsByTopicResponse, Row>(
          aws,
          { service: 'sns', operation: 'ListSubscriptionsByTopic', input: { TopicArn: arn } },
          (output) => output.Subscriptions,
        )}
        idOf={({ Protocol = '', Endpoint = '' }) => `${Protocol} ${Endpoint}`}
        empty="Nobody has subscribed"
        filterLabel="Filter subscriptions"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <Button disabled={!usable} onClick={() => setFiltering(true)}>
              Filter policy
            </Button>
            <ConfirmButton
              label="Unsubscribe"
              title={`Unsubscribe ${row?.Endpoint ?? ''}`}
              text="Nothing more is sent there. An address has to confirm anew to come back."
              disabled={!usable}
              act={() => aws.call('sns', 'Unsubscribe', { SubscriptionArn: row?.SubscriptionArn })}
              done={() => {
                select([]);
                setTurn((before) => before + 1);
              }}
            />
            <GoButton to={`${topicPath(arn)}/subscribe`} variant="primary">
              Create subscription
            </GoButton>
          </>
        }
      />
      {filtering && row?.SubscriptionArn !== undefined ? (
        <FilterDialog arn={row.SubscriptionArn} close={() => setFiltering(false)} />
      ) : null}
    </>
  );
};

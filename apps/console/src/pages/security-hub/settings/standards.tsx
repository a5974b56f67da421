import type {
  DescribeStandardsControlsResponse,
  DescribeStandardsResponse,
  GetEnabledStandardsResponse,
  Standard,
  StandardsControl,
  StandardsSubscription,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { inWords, Severity } from '../../../shared/severity.tsx';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { useChange } from './use-change.ts';

interface Row {
  readonly standard: Json<Standard>;
  readonly subscription: Json<StandardsSubscription> | undefined;
}

const stateOf = ({ subscription }: Row): string =>
  subscription === undefined ? 'Disabled' : inWords(subscription.StandardsStatus);

const columns: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Standard',
    isRowHeader: true,
    cell: ({ standard: { Name = '' } }) => Name,
    text: ({ standard }) => standard.Name,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => (
      <StatusIndicator type={row.subscription === undefined ? 'stopped' : 'success'}>
        {stateOf(row)}
      </StatusIndicator>
    ),
    text: stateOf,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ standard: { Description = '' } }) => Description,
    text: ({ standard }) => standard.Description,
  },
];

type Control = Json<StandardsControl>;

const controlColumns: readonly Column<Control>[] = [
  {
    id: 'id',
    header: 'Control',
    isRowHeader: true,
    cell: ({ ControlId = '' }) => ControlId,
    text: ({ ControlId }) => ControlId,
  },
  { id: 'title', header: 'Title', cell: ({ Title = '' }) => Title, text: ({ Title }) => Title },
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ SeverityRating }) => <Severity label={SeverityRating} />,
    text: ({ SeverityRating }) => SeverityRating,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ ControlStatus, DisabledReason }) =>
      `${inWords(ControlStatus)}${DisabledReason === undefined || DisabledReason === '' ? '' : `: ${DisabledReason}`}`,
    text: ({ ControlStatus }) => ControlStatus,
  },
];

interface ControlsProps {
  readonly name: string;
  readonly subscription: string;
}

const Controls = ({ name, subscription }: ControlsProps) => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Control[]>([]);
  const [control] = selected;
  const { ControlId: id = '', StandardsControlArn } = control ?? {};
  const isEnabled = control?.ControlStatus === 'ENABLED';
  const switchTo = (members: object): void =>
    void change
      .run(`Control ${id} ${isEnabled ? 'disabled' : 'enabled'}.`, () =>
        aws.call('securityhub', 'UpdateStandardsControl', { StandardsControlArn, ...members }),
      )
      .then(() => select([]));
  return (
    <AwsTable
      title={`Controls of ${name}`}
      columns={controlColumns}
      loadKey={`controls ${subscription} ${change.turn}`}
      load={pagesOf<DescribeStandardsControlsResponse, Control>(
        aws,
        {
          service: 'securityhub',
          operation: 'DescribeStandardsControls',
          input: { StandardsSubscriptionArn: subscription },
        },
        ({ Controls: controls }) => controls,
      )}
      idOf={({ StandardsControlArn: arn = '' }) => arn}
      empty="No controls"
      filterLabel="Filter controls"
      name="controls"
      selection={{ type: 'single', selected, select }}
      actions={
        <Button
          disabled={control === undefined}
          loading={change.busy}
          onClick={() =>
            switchTo(
              isEnabled
                ? { ControlStatus: 'DISABLED', DisabledReason: 'Switched off in the console' }
                : { ControlStatus: 'ENABLED' },
            )
          }
        >
          {isEnabled || control === undefined ? 'Disable control' : 'Enable control'}
        </Button>
      }
    />
  );
};

const loadRows =
  (aws: Aws): LoadPage<Row> =>
  async (token, signal) => {
    const enabled = await allOf(
      pagesOf<GetEnabledStandardsResponse, Json<StandardsSubscription>>(
        aws,
        { service: 'securityhub', operation: 'GetEnabledStandards' },
        ({ StandardsSubscriptions }) => StandardsSubscriptions,
      ),
      signal,
    );
    const page = await pagesOf<DescribeStandardsResponse, Json<Standard>>(
      aws,
      { service: 'securityhub', operation: 'DescribeStandards' },
      ({ Standards: standards }) => standards,
    )(token, signal);
    const items = page.items.map((standard) => ({
      standard,
      subscription: enabled.find(({ StandardsArn }) => StandardsArn === standard.StandardsArn),
    }));
    return { items, token: page.token };
  };

/** Standards, and the controls of the one that is chosen. */
export const Standards = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Row[]>([]);
  const [row] = selected;
  const name = row?.standard.Name ?? '';
  const subscription = row?.subscription?.StandardsSubscriptionArn;
  return (
    <SpaceBetween size="l">
      <AwsTable
        title="Standards"
        columns={columns}
        loadKey={`standards ${aws.region} ${change.turn}`}
        load={loadRows(aws)}
        idOf={({ standard: { StandardsArn = '' } }) => StandardsArn}
        empty="No standards"
        filterLabel="Filter standards"
        name="standards"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <Button
              disabled={row === undefined || subscription !== undefined}
              loading={change.busy}
              onClick={() =>
                void change
                  .run(`${name} enabled.`, () =>
                    aws.call('securityhub', 'BatchEnableStandards', {
                      StandardsSubscriptionRequests: [{ StandardsArn: row?.standard.StandardsArn }],
                    }),
                  )
                  .then(() => select([]))
              }
            >
              Enable
            </Button>
            <ConfirmButton
              label="Disable"
              title={`Disable ${name}`}
              text="Its controls are no longer checked."
              disabled={subscription === undefined}
              act={() =>
                aws.call('securityhub', 'BatchDisableStandards', {
                  StandardsSubscriptionArns: [subscription],
                })
              }
              done={() => {
                change.done(`${name} disabled.`);
                select([]);
              }}
            />
          </>
        }
      />
      {subscription === undefined ? null : <Controls name={name} subscription={subscription} />}
    </SpaceBetween>
  );
};

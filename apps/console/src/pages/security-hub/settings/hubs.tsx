import type { DescribeHubResponse } from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { type ApiError, toApiError } from '../../../api/api-error.ts';
import { awsIn } from '../../../api/aws.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Time } from '../../../shared/time.tsx';
import { REGIONS } from '../../../shell/regions.ts';
import { useChange } from './use-change.ts';

interface Hub {
  readonly region: string;
  readonly name: string;
  readonly since: string | undefined;
  readonly error: ApiError | undefined;
}

/** Says "not subscribed"; every other error is one. */
const NOT_SUBSCRIBED = 'InvalidAccessException';

const loadHub = async (region: string, name: string, signal: AbortSignal): Promise<Hub> => {
  try {
    const { SubscribedAt } = await awsIn(region).call<DescribeHubResponse>(
      'securityhub',
      'DescribeHub',
      {},
      signal,
    );
    return { region, name, since: SubscribedAt, error: undefined };
  } catch (error) {
    const known = toApiError(error);
    return {
      region,
      name,
      since: undefined,
      error: known.code === NOT_SUBSCRIBED ? undefined : known,
    };
  }
};

const stateOf = ({ since, error }: Hub): string => {
  if (error !== undefined) return error.code;
  return since === undefined ? 'Disabled' : 'Enabled';
};

const columns: readonly Column<Hub>[] = [
  {
    id: 'region',
    header: 'Region',
    isRowHeader: true,
    cell: ({ region, name }) => `${name}, ${region}`,
    text: ({ region }) => region,
  },
  {
    id: 'state',
    header: 'Security Hub',
    cell: (hub) => (
      <StatusIndicator
        type={hub.error === undefined ? (hub.since === undefined ? 'stopped' : 'success') : 'error'}
      >
        {stateOf(hub)}
      </StatusIndicator>
    ),
    text: stateOf,
  },
  {
    id: 'since',
    header: 'Since',
    cell: ({ since }) => <Time at={since} />,
    text: ({ since }) => since,
  },
];

/** Security Hub is enabled in each Region for itself. */
export const Hubs = () => {
  const aws = useAwsClient();
  const account = useAccount();
  const change = useChange();
  const [selected, select] = useState<readonly Hub[]>([]);
  const [hub] = selected;
  const region = hub?.region ?? '';
  return (
    <AwsTable
      title="Security Hub by Region"
      description={`Of account ${account}.`}
      columns={columns}
      loadKey={`hubs ${account} ${aws.region} ${change.turn}`}
      load={async (_token, signal) => ({
        items: await Promise.all(REGIONS.map(([id, name]) => loadHub(id, name, signal))),
      })}
      idOf={(one) => one.region}
      empty="No Regions"
      filterLabel="Filter Regions"
      name="hubs"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <Button
            disabled={hub === undefined || hub.since !== undefined}
            loading={change.busy}
            onClick={() =>
              void change
                .run(`Security Hub enabled in ${region}.`, () =>
                  awsIn(region).call('securityhub', 'EnableSecurityHub', {}),
                )
                .then(() => select([]))
            }
          >
            Enable
          </Button>
          <ConfirmButton
            label="Disable"
            title={`Disable Security Hub in ${region}`}
            text={`Findings, insights, automation rules and custom actions of account ${account} in ${region} are deleted.`}
            disabled={hub?.since === undefined}
            act={() => awsIn(region).call('securityhub', 'DisableSecurityHub', {})}
            done={() => {
              change.done(`Security Hub disabled in ${region}.`);
              select([]);
            }}
          />
        </>
      }
    />
  );
};

import type {
  DescribeResourcePoliciesResponse,
  ResourcePolicy,
} from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { JsonField } from '../../../shared/json-field.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { isoOf } from '../shared/names.ts';

type Row = Json<ResourcePolicy>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Policy',
    isRowHeader: true,
    cell: ({ policyName }) => policyName,
    text: ({ policyName }) => policyName,
  },
  {
    id: 'updated',
    header: 'Last changed',
    cell: ({ lastUpdatedTime }) => <Time at={isoOf(lastUpdatedTime)} />,
    text: ({ lastUpdatedTime }) => lastUpdatedTime,
  },
];

/** EventBridge may write to groups below /aws/events/, as its console makes it. */
const template = (region: string, account: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:aws:logs:${region}:${account}:log-group:/aws/events/*:*`,
        },
      ],
    },
    undefined,
    2,
  );

interface Edited {
  readonly name: string;
  readonly document: string;
  readonly adding: boolean;
}

interface FormProps {
  readonly initial: Edited;
  readonly close: () => void;
  readonly done: () => void;
}

const PolicyForm = ({ initial, close, done }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [name, setName] = useState(initial.name);
  const [document, setDocument] = useState(initial.document);
  const remarks = usePolicyRemarks(document, 'RESOURCE_POLICY');
  const save = async (): Promise<void> => {
    const input = { policyName: name.trim(), policyDocument: document };
    if (await action.run(() => aws.call('logs', 'PutResourcePolicy', input))) done();
  };
  return (
    <Dialog
      title={initial.adding ? 'Create resource policy' : `Edit resource policy ${initial.name}`}
      confirmLabel={initial.adding ? 'Create resource policy' : 'Save resource policy'}
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void save()}
    >
      <TextField label="Policy name" disabled={!initial.adding} value={name} change={setName} />
      <JsonField label="Policy document" value={document} change={setDocument} remarks={remarks} />
    </Dialog>
  );
};

const DeletePolicy = ({ name, done }: { readonly name: string; readonly done: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete resource policy ${name}`}
      text="Services that it lets write are refused from then on."
      disabled={name === ''}
      act={() => aws.call('logs', 'DeleteResourcePolicy', { policyName: name })}
      done={() => {
        succeeded(`Resource policy ${name} deleted.`);
        done();
      }}
    />
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const account = useAccount();
  const [selected, select] = useState<readonly Row[]>([]);
  const [edited, setEdited] = useState<Edited>();
  const [turn, setTurn] = useState(0);
  usePageTitle('Resource policies');
  const [row] = selected;
  const name = row?.policyName ?? '';
  const changed = (): void => {
    setEdited(undefined);
    select([]);
    setTurn((before) => before + 1);
  };
  const edit = (): void =>
    setEdited({ name, document: indented(row?.policyDocument ?? ''), adding: false });
  const create = (): void =>
    setEdited({ name: '', document: template(aws.region, account), adding: true });
  return (
    <>
      <AwsTable
        title="Resource policies"
        headingTag="h1"
        variant="full-page"
        description="Which services may write to log groups of this account and Region."
        columns={COLUMNS}
        loadKey={`policies ${aws.region} ${turn}`}
        load={pagesOf<DescribeResourcePoliciesResponse, Row>(
          aws,
          { service: 'logs', operation: 'DescribeResourcePolicies' },
          ({ resourcePolicies }) => resourcePolicies,
        )}
        idOf={({ policyName = '' }) => policyName}
        empty="No resource policies"
        filterLabel="Filter resource policies"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <Button disabled={name === ''} onClick={edit}>
              Edit
            </Button>
            <DeletePolicy name={name} done={changed} />
            <Button variant="primary" onClick={create}>
              Create resource policy
            </Button>
          </>
        }
      />
      {edited === undefined ? null : (
        <PolicyForm initial={edited} close={() => setEdited(undefined)} done={changed} />
      )}
    </>
  );
};

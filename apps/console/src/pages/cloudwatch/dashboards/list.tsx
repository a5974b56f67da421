import type {
  DashboardEntry,
  GetDashboardOutput,
  ListDashboardsOutput,
} from '@aws-sdk/client-cloudwatch';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { JsonField } from '../../../shared/json-field.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';

type Row = Json<DashboardEntry>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ DashboardName }) => DashboardName,
    text: ({ DashboardName }) => DashboardName,
  },
  {
    id: 'changed',
    header: 'Last change',
    cell: ({ LastModified }) => <Time at={LastModified} />,
    text: ({ LastModified }) => LastModified,
  },
  { id: 'size', header: 'Bytes', cell: ({ Size }) => Size, text: ({ Size }) => Size },
];

const EMPTY = '{\n  "widgets": []\n}';

interface FormProps {
  readonly name: string;
  readonly body: string;
  readonly close: () => void;
  readonly done: () => void;
}

const DashboardForm = ({ name, body, close, done }: FormProps) => {
  const aws = useAwsClient();
  const form = useForm(
    { name, body },
    (draft) =>
      aws.call('cloudwatch', 'PutDashboard', {
        DashboardName: draft.name.trim(),
        DashboardBody: draft.body,
      }),
    done,
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title={name === '' ? 'Create dashboard' : `Dashboard ${name}`}
      confirmLabel="Save dashboard"
      size="large"
      form={form}
      disabled={draft.name.trim() === ''}
      close={close}
    >
      <TextField
        label="Dashboard name"
        disabled={name !== ''}
        value={draft.name}
        change={(next) => change({ name: next })}
      />
      <JsonField label="Body" value={draft.body} change={(next) => change({ body: next })} />
    </FormDialog>
  );
};

const OpenDashboard = ({ name, close, done }: Omit<FormProps, 'body'>) => {
  const found = useAws<GetDashboardOutput>({
    service: 'cloudwatch',
    operation: 'GetDashboard',
    input: { DashboardName: name },
  });
  return (
    <FailureOr of={found}>
      {({ DashboardBody = EMPTY }) => (
        <DashboardForm name={name} body={indented(DashboardBody)} close={close} done={done} />
      )}
    </FailureOr>
  );
};

interface ActionsProps {
  readonly name: string;
  readonly changed: () => void;
}

const DashboardActions = ({ name, changed }: ActionsProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const saved = (close: () => void) => (): void => {
    close();
    changed();
  };
  return (
    <>
      <OpenButton label="Open" disabled={name === ''}>
        {(close) => <OpenDashboard name={name} close={close} done={saved(close)} />}
      </OpenButton>
      <ConfirmButton
        label="Delete"
        title={`Delete dashboard ${name}`}
        text="It is gone for good; the metrics stay."
        disabled={name === ''}
        act={() => aws.call('cloudwatch', 'DeleteDashboards', { DashboardNames: [name] })}
        done={() => {
          succeeded(`Dashboard ${name} deleted.`);
          changed();
        }}
      />
      <OpenButton label="Create dashboard" variant="primary">
        {(close) => <DashboardForm name="" body={EMPTY} close={close} done={saved(close)} />}
      </OpenButton>
    </>
  );
};

/** Dashboards as they are stored: their JSON. */
export const Component = () => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Dashboards');
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <AwsTable
      title="Dashboards"
      headingTag="h1"
      variant="full-page"
      description="Kept as JSON for the tools that draw them; this console shows metrics under Metrics."
      columns={COLUMNS}
      loadKey={`dashboards ${aws.region} ${turn}`}
      load={pagesOf<ListDashboardsOutput, Row>(
        aws,
        { service: 'cloudwatch', operation: 'ListDashboards', count: 0 },
        ({ DashboardEntries }) => DashboardEntries,
      )}
      idOf={({ DashboardName = '' }) => DashboardName}
      empty="No dashboards"
      filterLabel="Filter dashboards"
      selection={{ type: 'single', selected, select }}
      actions={<DashboardActions name={selected[0]?.DashboardName ?? ''} changed={changed} />}
    />
  );
};

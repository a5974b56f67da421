import type { FunctionConfiguration, ListVersionsByFunctionResponse } from '@aws-sdk/client-lambda';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

type Row = Json<FunctionConfiguration>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'version',
    header: 'Version',
    isRowHeader: true,
    cell: ({ Version }) => Version,
    text: ({ Version }) => Version,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '' }) => (Description === '' ? '–' : Description),
    text: ({ Description }) => Description,
  },
  {
    id: 'modified',
    header: 'Last change',
    cell: ({ LastModified }) => LastModified,
    text: ({ LastModified }) => LastModified,
  },
  {
    id: 'hash',
    header: 'SHA-256 of the code',
    cell: ({ CodeSha256 }) => CodeSha256,
    text: ({ CodeSha256 }) => CodeSha256,
  },
];

const LATEST = '$LATEST';

interface Props {
  readonly name: string;
}

const Publish = ({
  name,
  close,
  done,
}: Props & { readonly close: () => void; readonly done: () => void }) => {
  const aws = useAwsClient();
  const action = useAction();
  const [description, setDescription] = useState('');
  const publish = async (): Promise<void> => {
    const input = { FunctionName: name, Description: description };
    if (await action.run(() => aws.call('lambda', 'PublishVersion', input))) done();
  };
  return (
    <Dialog
      title={`Publish a version of ${name}`}
      confirmLabel="Publish version"
      busy={action.busy}
      error={action.error}
      close={close}
      confirm={() => void publish()}
    >
      <TextField
        label="Description"
        constraint="Code and configuration as they are now, which no version changes any more"
        value={description}
        change={setDescription}
      />
    </Dialog>
  );
};

export const Versions = ({ name }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [publishing, setPublishing] = useState(false);
  const [turn, setTurn] = useState(0);
  const version = selected[0]?.Version ?? LATEST;
  const changed = (): void => {
    setPublishing(false);
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Versions"
        name="versions"
        columns={COLUMNS}
        loadKey={`versions ${name} ${turn}`}
        load={pagesOf<ListVersionsByFunctionResponse, Row>(
          aws,
          {
            service: 'lambda',
            operation: 'ListVersionsByFunction',
            input: { FunctionName: name },
          },
          (output) => output.Versions,
        )}
        idOf={({ Version = '' }) => Version}
        empty="No versions"
        filterLabel="Filter versions"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Delete version"
              title={`Delete version ${version} of ${name}`}
              text="Who calls it by its number is refused."
              disabled={version === LATEST}
              act={() =>
                aws.call('lambda', 'DeleteFunction', { FunctionName: name, Qualifier: version })
              }
              done={() => {
                succeeded(`Version ${version} deleted.`);
                changed();
              }}
            />
            <Button onClick={() => setPublishing(true)}>Publish version</Button>
          </>
        }
      />
      {publishing ? (
        <Publish name={name} close={() => setPublishing(false)} done={changed} />
      ) : null}
    </>
  );
};

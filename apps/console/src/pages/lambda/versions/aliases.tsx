import type { AliasConfiguration, ListAliasesResponse } from '@aws-sdk/client-lambda';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useEditing } from '../../../shared/use-editing.ts';

type Row = Json<AliasConfiguration>;

const weights = ({ RoutingConfig }: Row): string =>
  Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {})
    .map(([version, weight]) => `${Math.round(weight * 100)} % to ${version}`)
    .join(', ');

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Alias',
    isRowHeader: true,
    cell: (row) => row.Name,
    text: (row) => row.Name,
  },
  {
    id: 'version',
    header: 'Version',
    cell: ({ FunctionVersion }) => FunctionVersion,
    text: ({ FunctionVersion }) => FunctionVersion,
  },
  { id: 'weights', header: 'Beside it', cell: (row) => weights(row) || '–', text: weights },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '' }) => (Description === '' ? '–' : Description),
    text: ({ Description }) => Description,
  },
];

interface Draft {
  readonly alias: string;
  readonly version: string;
  readonly description: string;
}

interface FormProps {
  readonly name: string;
  readonly initial: Draft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

const AliasForm = ({ name, initial, adding, close, done }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    const finished = await action.run(() =>
      aws.call('lambda', adding ? 'CreateAlias' : 'UpdateAlias', {
        FunctionName: name,
        Name: draft.alias.trim(),
        FunctionVersion: draft.version.trim(),
        Description: draft.description,
      }),
    );
    if (finished) done();
  };
  return (
    <Dialog
      title={adding ? `Create an alias of ${name}` : `Edit alias ${draft.alias}`}
      confirmLabel={adding ? 'Create alias' : 'Save alias'}
      busy={action.busy}
      error={action.error}
      disabled={draft.alias.trim() === ''}
      close={close}
      confirm={() => void save()}
    >
      <TextField
        label="Alias name"
        disabled={!adding}
        value={draft.alias}
        change={(alias) => change({ alias })}
      />
      <TextField label="Version" value={draft.version} change={(version) => change({ version })} />
      <TextField
        label="Description"
        value={draft.description}
        change={(description) => change({ description })}
      />
    </Dialog>
  );
};

const NEW: Draft = { alias: '', version: '$LATEST', description: '' };

const draftOf = (row: Row): Draft => ({
  alias: row.Name ?? '',
  version: row.FunctionVersion ?? '',
  description: row.Description ?? '',
});

export const Aliases = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const list = useEditing<Row, Draft>();
  const { selected, select, row, edited, close, turn, changed } = list;
  return (
    <>
      <AwsTable
        title="Aliases"
        name="aliases"
        columns={COLUMNS}
        loadKey={`aliases ${name} ${turn}`}
        load={pagesOf<ListAliasesResponse, Row>(
          aws,
          { service: 'lambda', operation: 'ListAliases', input: { FunctionName: name } },
          (output) => output.Aliases,
        )}
        idOf={({ Name = '' }) => Name}
        empty="No aliases"
        filterLabel="Filter aliases"
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            edit={() => (row === undefined ? undefined : list.edit(draftOf(row)))}
            createLabel="Create alias"
            create={() => list.add(NEW)}
          >
            <ConfirmButton
              label="Delete alias"
              title={`Delete alias ${row?.Name ?? ''}`}
              text="Who calls the function by it is refused."
              disabled={row === undefined}
              act={() => aws.call('lambda', 'DeleteAlias', { FunctionName: name, Name: row?.Name })}
              done={() => {
                succeeded(`Alias ${row?.Name ?? ''} deleted.`);
                changed();
              }}
            />
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <AliasForm
          name={name}
          initial={edited.draft}
          adding={edited.adding}
          close={close}
          done={changed}
        />
      )}
    </>
  );
};

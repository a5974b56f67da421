import Badge from '@cloudscape-design/components/badge';
import { useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { FormDialog, OpenButton } from '../../shared/form-dialog.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { useNotifications } from '../../shared/notifications.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { Time } from '../../shared/time.tsx';
import { useForm } from '../../shared/use-form.ts';
import type { ParameterFacts, VersionFacts } from './parameter.ts';

const COLUMNS: readonly Column<VersionFacts>[] = [
  {
    id: 'version',
    header: 'Version',
    isRowHeader: true,
    cell: ({ Version }) => Version,
    text: ({ Version }) => Version,
  },
  {
    id: 'labels',
    header: 'Labels',
    cell: ({ Labels = [] }) =>
      Labels.length === 0
        ? '–'
        : Labels.map((label) => (
            <span key={label}>
              <Badge>{label}</Badge>{' '}
            </span>
          )),
    text: ({ Labels = [] }) => Labels.join(' '),
  },
  {
    id: 'modified',
    header: 'Changed',
    cell: ({ LastModifiedDate }) => <Time at={LastModifiedDate} />,
    text: ({ LastModifiedDate }) => LastModifiedDate,
  },
  {
    id: 'by',
    header: 'By',
    cell: ({ LastModifiedUser }) => LastModifiedUser,
    text: ({ LastModifiedUser }) => LastModifiedUser,
  },
];

interface LabelProps {
  readonly name: string;
  readonly version: VersionFacts;
  readonly attaches: boolean;
  readonly changed: () => void;
  readonly close: () => void;
}

interface Answer {
  readonly InvalidLabels?: readonly string[];
}

/** The error of a label that is none is in a successful answer. */
const requireValid = ({ InvalidLabels: [label] = [] }: Answer): void => {
  if (label !== undefined) throw new Error(`${label} cannot be used here as a label.`);
};

const LabelDialog = ({ name, version, attaches, changed, close }: LabelProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const operation = attaches ? 'LabelParameterVersion' : 'UnlabelParameterVersion';
  const number = version.Version ?? 0;
  const form = useForm(
    { label: attaches ? '' : (version.Labels?.[0] ?? '') },
    async ({ label }) =>
      requireValid(
        await aws.call<Answer>('ssm', operation, {
          Name: name,
          ParameterVersion: number,
          Labels: [label.trim()],
        }),
      ),
    ({ label }) => {
      close();
      succeeded(
        attaches
          ? `Label ${label} is on version ${number} now.`
          : `Label ${label} was taken from version ${number}.`,
      );
      changed();
    },
  );
  return (
    <FormDialog
      title={attaches ? `Label version ${number}` : `Remove a label of version ${number}`}
      confirmLabel={attaches ? 'Attach label' : 'Remove label'}
      form={form}
      disabled={form.draft.label.trim() === ''}
      close={close}
    >
      <TextField
        label="Label"
        description={attaches ? 'One that is on another version moves to this one.' : undefined}
        constraint="Letters, digits and .-_; it does not begin with a digit, aws or ssm"
        value={form.draft.label}
        change={(label) => form.change({ label })}
      />
    </FormDialog>
  );
};

/** All versions that are kept, with the labels that name them. */
export const History = ({ parameter }: { readonly parameter: ParameterFacts }) => {
  const aws = useAwsClient();
  const { Name: name = '', Version: newest = 0 } = parameter;
  const [selected, select] = useState<readonly VersionFacts[]>([]);
  const [turn, setTurn] = useState(0);
  const version = selected[0];
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const labelButton = (label: string, attaches: boolean, disabled: boolean) => (
    <OpenButton key={label} label={label} disabled={disabled}>
      {(close) => (
        <LabelDialog
          name={name}
          version={version ?? {}}
          attaches={attaches}
          changed={changed}
          close={close}
        />
      )}
    </OpenButton>
  );
  return (
    <AwsTable
      title="Versions"
      name="versions"
      wrapLines
      columns={COLUMNS}
      turn={turn}
      loadKey={`versions ${aws.region} ${name} ${newest}`}
      load={pagesOf<{ readonly Parameters?: readonly VersionFacts[] }, VersionFacts>(
        aws,
        { service: 'ssm', operation: 'GetParameterHistory', input: { Name: name } },
        ({ Parameters }) => Parameters,
      )}
      idOf={({ Version = 0 }) => String(Version)}
      empty="No versions"
      filterLabel="Filter versions"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          {labelButton('Attach label', true, version === undefined)}{' '}
          {labelButton('Remove label', false, (version?.Labels ?? []).length === 0)}
        </>
      }
    />
  );
};

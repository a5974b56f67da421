import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useAwsClient, useSession } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { SEVERITIES, WORKFLOW_STATUSES } from '../shared/fields.ts';
import { FilterBar } from '../shared/filter-bar.tsx';
import { filtersOf, OPEN } from '../shared/filter.ts';

interface Props {
  readonly order: number;
  readonly close: () => void;
  readonly created: (name: string) => void;
}

const choices = (values: readonly string[]): readonly (readonly [string, string])[] => [
  ['', 'Leave as it is'],
  ...values.map((value) => [value, inWords(value)] as const),
];

interface Changes {
  readonly severity: string;
  readonly workflow: string;
  readonly note: string;
}

const updateOf = ({ severity, workflow, note }: Changes, by: string): object => {
  const text = note.trim();
  return {
    ...(severity === '' ? {} : { Severity: { Label: severity } }),
    ...(workflow === '' ? {} : { Workflow: { Status: workflow } }),
    ...(text === '' ? {} : { Note: { Text: text, UpdatedBy: by } }),
  };
};

interface ChangeFieldsProps {
  readonly changes: Changes;
  readonly change: (changes: Changes) => void;
}

const ChangeFields = ({ changes, change }: ChangeFieldsProps) => (
  <>
    <ChoiceField
      label="Set severity"
      value={changes.severity}
      options={choices(SEVERITIES)}
      change={(severity) => change({ ...changes, severity })}
    />
    <ChoiceField
      label="Set workflow status"
      value={changes.workflow}
      options={choices(WORKFLOW_STATUSES)}
      change={(workflow) => change({ ...changes, workflow })}
    />
    <TextField
      label="Set note"
      value={changes.note}
      change={(note) => change({ ...changes, note })}
    />
  </>
);

/** A rule: what findings must be like, and what becomes of them. */
export const RuleDialog = ({ order: next, close, created }: Props) => {
  const aws = useAwsClient();
  const { home, role } = useSession();
  const action = useAction();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [order, setOrder] = useState(String(next));
  const [conditions, setConditions] = useState(OPEN);
  const [changes, setChanges] = useState<Changes>({ severity: '', workflow: '', note: '' });
  const [terminal, setTerminal] = useState(false);
  const update = updateOf(changes, role?.sessionName ?? home.name);
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('securityhub', 'CreateAutomationRule', {
        RuleName: name.trim(),
        Description: description.trim(),
        RuleOrder: Number(order),
        RuleStatus: 'ENABLED',
        IsTerminal: terminal,
        Criteria: filtersOf(conditions),
        Actions: [{ Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate: update }],
      }),
    );
    if (done) created(name.trim());
  };
  return (
    <Dialog
      title="Create automation rule"
      size="large"
      confirmLabel="Create rule"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === '' || description.trim() === '' || Object.keys(update).length === 0}
      close={close}
      confirm={() => void save()}
    >
      <TextField label="Rule name" value={name} change={setName} />
      <TextField label="Rule description" value={description} change={setDescription} />
      <TextField
        label="Order"
        description="Rules are applied from the lowest; a later one sees what earlier ones made."
        type="number"
        value={order}
        change={setOrder}
      />
      <FilterBar conditions={conditions} change={setConditions} label="Criteria" />
      <ChangeFields changes={changes} change={setChanges} />
      <Toggle checked={terminal} onChange={({ detail }) => setTerminal(detail.checked)}>
        Last rule for a finding that it applies to
      </Toggle>
    </Dialog>
  );
};

import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { detection } from '../../../api/detection/client.ts';
import type { MadeTrap, TrapForm, TrapKind } from '../../../api/detection/traps.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import type { ChangeDraft } from '../../../shared/use-draft.ts';
import { useForm } from '../../../shared/use-form.ts';
import { KINDS } from './kinds.ts';

interface Draft {
  readonly kind: TrapKind;
  readonly account: string;
  readonly region: string;
  /** Empty: one is made up. */
  readonly name: string;
  /** Days; empty: never by itself. */
  readonly rotate: string;
  readonly console: boolean;
  readonly assumable: boolean;
  readonly note: string;
}

const ROTATIONS: readonly (readonly [value: string, label: string])[] = [
  ['30', 'Every 30 days'],
  ['90', 'Every 90 days'],
  ['180', 'Every 180 days'],
  ['365', 'Every year'],
  ['', 'Never by itself'],
];

const formOf = (draft: Draft): TrapForm => ({
  kind: draft.kind,
  place: { account: draft.account, region: draft.region.trim() },
  rotateDays: draft.rotate === '' ? null : Number(draft.rotate),
  console: draft.kind === 'user' && draft.console,
  assumable: draft.assumable,
  note: draft.note.trim(),
  ...(draft.name.trim() === '' ? {} : { name: draft.name.trim() }),
});

interface FieldsProps {
  readonly draft: Draft;
  readonly change: ChangeDraft<Draft>;
}

const KindSwitch = ({ draft, change }: FieldsProps) => {
  if (draft.kind === 'user')
    return (
      <Toggle
        checked={draft.console}
        onChange={({ detail }) => change({ console: detail.checked })}
      >
        With a password for the console, whose use is told
      </Toggle>
    );
  if (draft.kind === 'role')
    return (
      <Toggle
        checked={draft.assumable}
        onChange={({ detail }) => change({ assumable: detail.checked })}
      >
        The account’s own principals can assume it, and then do nothing
      </Toggle>
    );
  return null;
};

const KindField = ({ draft, change }: FieldsProps) => (
  <FormField label="Kind">
    <RadioGroup
      value={draft.kind}
      items={KINDS.map(({ kind, name, description }) => ({
        value: kind,
        label: name,
        description,
      }))}
      onChange={({ detail }) =>
        change({ kind: KINDS.find(({ kind }) => kind === detail.value)?.kind ?? draft.kind })
      }
    />
  </FormField>
);

const TrapFields = ({ draft, change, accounts }: FieldsProps & Pick<Props, 'accounts'>) => (
  <SpaceBetween size="m">
    <KindField draft={draft} change={change} />
    <ChoiceField
      label="Account"
      value={draft.account}
      options={accounts.map((id) => [id, id])}
      change={(account) => change({ account })}
    />
    <TextField label="Region" value={draft.region} change={(region) => change({ region })} />
    <TextField
      label="Name"
      description="Best left empty: one is made up in the style of the names that the account has."
      value={draft.name}
      change={(name) => change({ name })}
    />
    <ChoiceField
      label="New name, key and contents"
      value={draft.rotate}
      options={ROTATIONS}
      change={(rotate) => change({ rotate })}
    />
    <KindSwitch draft={draft} change={change} />
    <TextField
      label="Note"
      description="For administrators: where it was planted."
      value={draft.note}
      change={(note) => change({ note })}
    />
  </SpaceBetween>
);

const NEW: Omit<Draft, 'account' | 'region'> = {
  kind: 'role',
  name: '',
  rotate: '90',
  console: false,
  assumable: true,
  note: '',
};

interface Props {
  readonly accounts: readonly string[];
  readonly close: () => void;
  readonly made: (made: MadeTrap) => void;
}

/** Makes a trap; what it is called and holds is made up so that it looks like what is around it. */
export const CreateTrap = ({ accounts, close, made }: Props) => {
  const { region } = useAwsClient();
  const form = useForm<Draft, MadeTrap>(
    { ...NEW, account: accounts[0] ?? '', region },
    (draft) => detection.createTrap(formOf(draft)),
    (_draft, answer) => made(answer),
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title="Create a trap"
      confirmLabel="Create trap"
      size="large"
      form={form}
      disabled={draft.account === '' || draft.region.trim() === ''}
      close={close}
    >
      <TrapFields draft={draft} change={change} accounts={accounts} />
    </FormDialog>
  );
};

import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { NEW_POLICY } from './document.ts';
import { type Holder, nameInput } from './holder.ts';

interface Props {
  readonly holder: Holder;
  /** Undefined for a new one. */
  readonly policy?: { readonly name: string; readonly document: string } | undefined;
  readonly close: () => void;
  readonly saved: () => void;
}

export const InlineDialog = ({ holder, policy, close, saved }: Props) => {
  const aws = useAwsClient();
  const [name, setName] = useState(policy?.name ?? '');
  const [document, setDocument] = useState(policy?.document ?? NEW_POLICY);
  const remarks = usePolicyRemarks(document, 'IDENTITY_POLICY');
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', `Put${holder.kind}Policy`, {
        ...nameInput(holder),
        PolicyName: name,
        PolicyDocument: document,
      }),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Dialog
      title={policy === undefined ? 'Create inline policy' : `Edit inline policy ${policy.name}`}
      confirmLabel="Save policy"
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={name === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField
        label="Policy name"
        value={name}
        change={setName}
        disabled={policy !== undefined}
      />
      <JsonEditor label="Policy document" value={document} change={setDocument} remarks={remarks} />
    </Dialog>
  );
};

import type { CreateGrantResponse } from '@aws-sdk/client-kms';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useForm } from '../../../shared/use-form.ts';
import type { OfKey } from '../shared/of-key.ts';
import { grantOperationsOf } from '../shared/specs.ts';
import { type GrantDraft, GrantFields, grantInput } from './fields.tsx';

interface Props extends OfKey {
  readonly close: () => void;
  readonly created: () => void;
}

type Answer = Json<CreateGrantResponse>;

/** The token is shown once and is in nothing that stays. */
const Created = ({ answer, close }: { readonly answer: Answer; readonly close: () => void }) => (
  <Modal
    visible
    header="Grant created"
    closeAriaLabel="Close"
    onDismiss={close}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={close}>
          Done
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <div>
        Grant ID: <Copyable text={answer.GrantId} what="grant ID" />
      </div>
      <Alert type="info">
        The grant counts everywhere within five minutes. Until then, and never longer than needed,
        the grantee can send this token with a request. It is not shown again.
      </Alert>
      <CopyBlock text={answer.GrantToken ?? ''} what="grant token" />
    </SpaceBetween>
  </Modal>
);

const NEW: GrantDraft = {
  name: '',
  grantee: '',
  retiring: '',
  operations: [],
  constraint: 'subset',
  pairs: [{ key: '', value: '' }],
  sourceArn: '',
};

export const CreateGrant = ({ metadata, close, created }: Props) => {
  const aws = useAwsClient();
  const [answer, setAnswer] = useState<Answer>();
  const form = useForm(
    NEW,
    (draft) =>
      aws.call<CreateGrantResponse>('kms', 'CreateGrant', {
        KeyId: metadata.KeyId,
        ...grantInput(draft),
      }),
    (_draft, made) => {
      setAnswer(made);
      created();
    },
  );
  if (answer !== undefined) return <Created answer={answer} close={close} />;
  const { grantee, operations } = form.draft;
  return (
    <FormDialog
      title="Create grant"
      confirmLabel="Create grant"
      size="large"
      form={form}
      disabled={grantee.trim() === '' || operations.length === 0}
      close={close}
    >
      <GrantFields
        draft={form.draft}
        change={form.change}
        operations={grantOperationsOf(metadata)}
        symmetric={metadata.KeySpec === 'SYMMETRIC_DEFAULT'}
      />
    </FormDialog>
  );
};

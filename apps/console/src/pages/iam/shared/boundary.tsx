import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Holder, nameInput } from './holder.ts';
import { type ListedPolicy, policyPath, PolicyPicker } from './policy-picker.tsx';

interface Props {
  readonly holder: Holder & { readonly kind: 'User' | 'Role' };
  readonly arn: string | undefined;
  readonly changed: () => void;
}

const BoundaryDialog = ({ holder, close, changed }: Omit<Props, 'arn'> & { close: () => void }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly ListedPolicy[]>([]);
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', `Put${holder.kind}PermissionsBoundary`, {
        ...nameInput(holder),
        PermissionsBoundary: selected[0]?.Arn,
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  return (
    <Dialog
      title={`Set permissions boundary of ${holder.name}`}
      confirmLabel="Set boundary"
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={selected.length === 0}
      close={close}
      confirm={() => void confirm()}
    >
      <PolicyPicker boundary type="single" selected={selected} select={select} />
    </Dialog>
  );
};

/** The policy that says what a user or role may have at most. */
export const Boundary = ({ holder, arn, changed }: Props) => {
  const aws = useAwsClient();
  const [choosing, setChoosing] = useState(false);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ConfirmButton
                label="Remove"
                title={`Remove permissions boundary of ${holder.name}`}
                text={`${holder.name} may then do all that its policies allow.`}
                disabled={arn === undefined}
                act={() =>
                  aws.call('iam', `Delete${holder.kind}PermissionsBoundary`, nameInput(holder))
                }
                done={changed}
              />
              <Button onClick={() => setChoosing(true)}>Set boundary</Button>
            </SpaceBetween>
          }
        >
          Permissions boundary
        </Header>
      }
    >
      {arn === undefined ? (
        'Not set. The policies above are all that decides.'
      ) : (
        <PageLink to={policyPath(arn)}>{arn}</PageLink>
      )}
      {choosing ? (
        <BoundaryDialog holder={holder} close={() => setChoosing(false)} changed={changed} />
      ) : null}
    </Container>
  );
};

import type { GetKeyRotationStatusResponse } from '@aws-sdk/client-kms';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import { isOwn, type OfKey } from '../shared/of-key.ts';
import { isSymmetric } from '../shared/specs.ts';
import { RotationHistory } from './history.tsx';

type Status = Json<GetKeyRotationStatusResponse>;

interface Props extends OfKey {
  readonly status: Status;
  readonly rotated: () => void;
}

const DEFAULT_DAYS = 365;

/** AWS KMS API Reference, EnableKeyRotation: 90 to 2560 days. */
const AutomaticDialog = ({
  metadata: { KeyId },
  status,
  rotated,
  close,
}: Props & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const form = useForm(
    {
      on: status.KeyRotationEnabled === true,
      days: String(status.RotationPeriodInDays ?? DEFAULT_DAYS),
    },
    ({ on, days }) =>
      on
        ? aws.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: Number(days) })
        : aws.call('kms', 'DisableKeyRotation', { KeyId }),
    () => {
      close();
      rotated();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog title="Automatic rotation" confirmLabel="Save rotation" form={form} close={close}>
      <Toggle checked={draft.on} onChange={({ detail }) => change({ on: detail.checked })}>
        Rotate automatically
      </Toggle>
      {draft.on ? (
        <TextField
          label="Rotation period in days"
          constraint="90 to 2560"
          type="number"
          value={draft.days}
          change={(days) => change({ days })}
        />
      ) : null}
    </FormDialog>
  );
};

const RotateNow = ({ metadata: { KeyId }, rotated }: OfKey & { readonly rotated: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Rotate now"
      title="Rotate the key now"
      text="What is encrypted from now on is encrypted with new material; nothing has to be encrypted anew. A key can be rotated on demand a limited number of times."
      act={() => aws.call('kms', 'RotateKeyOnDemand', { KeyId })}
      done={() => {
        succeeded('The key is being rotated.');
        rotated();
      }}
    />
  );
};

const StatusFacts = ({ status }: { readonly status: Status }) => (
  <Facts
    items={[
      ['Automatic rotation', status.KeyRotationEnabled === true ? 'On' : 'Off'],
      [
        'Period',
        status.RotationPeriodInDays === undefined ? '' : `${status.RotationPeriodInDays} days`,
      ],
      ['Next rotation', <Time key="next" at={status.NextRotationDate} />],
      ...(status.OnDemandRotationStartDate === undefined
        ? []
        : [
            [
              'On-demand rotation since',
              <Time key="since" at={status.OnDemandRotationStartDate} />,
            ] as const,
          ]),
    ]}
  />
);

/** Who rotates what: AWS KMS Developer Guide, "Rotate AWS KMS keys". */
const RotationSection = (of: OfKey) => {
  const { metadata } = of;
  const [turn, setTurn] = useState(0);
  const status = useAws<GetKeyRotationStatusResponse>({
    service: 'kms',
    operation: 'GetKeyRotationStatus',
    input: { KeyId: metadata.KeyId },
  });
  usePolling(status.data?.OnDemandRotationStartDate !== undefined, () => {
    status.reload();
    setTurn((before) => before + 1);
  });
  const rotated = (): void => {
    status.reload();
    setTurn((before) => before + 1);
  };
  const mayRotate =
    isOwn(metadata) && metadata.MultiRegionConfiguration?.MultiRegionKeyType !== 'REPLICA';
  const buttons = (found: Status) =>
    mayRotate ? (
      <Actions>
        <RotateNow {...of} rotated={rotated} />
        {metadata.Origin === 'AWS_KMS' ? (
          <OpenButton label="Edit automatic rotation">
            {(close) => <AutomaticDialog {...of} status={found} rotated={rotated} close={close} />}
          </OpenButton>
        ) : null}
      </Actions>
    ) : undefined;
  return (
    <SpaceBetween size="l">
      <FailureOr of={status}>
        {(found) => (
          <Container
            header={
              <Header variant="h2" actions={buttons(found)}>
                Rotation
              </Header>
            }
          >
            <StatusFacts status={found} />
          </Container>
        )}
      </FailureOr>
      <RotationHistory metadata={metadata} turn={turn} />
    </SpaceBetween>
  );
};

export const Rotation = (of: OfKey) =>
  isSymmetric(of.metadata) ? (
    <RotationSection {...of} />
  ) : (
    <Alert type="info" header="This key is not rotated">
      KMS rotates symmetric keys only. For others one makes a new key and moves the alias to it.
    </Alert>
  );

import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { OfSecret } from '../shared/names.ts';
import { ShownValue, useShownValue } from './value.tsx';

interface Props extends Pick<OfSecret, 'secret'> {
  readonly version: string;
  readonly close: () => void;
}

/** The value of one version, as long as somebody looks at it. */
export const VersionValue = ({ secret, version, close }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [value, show] = useShownValue();
  const retrieve = async (): Promise<void> =>
    show(
      await aws.call<GetSecretValueResponse>('secretsmanager', 'GetSecretValue', {
        SecretId: secret.ARN,
        VersionId: version,
      }),
    );
  return (
    <Modal
      visible
      size="large"
      header={`Value of version ${version}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <Actions>
            <Button onClick={close}>Close</Button>
            <Button
              variant="primary"
              disabled={value !== undefined}
              loading={action.busy}
              onClick={() => void action.run(retrieve)}
            >
              Retrieve value
            </Button>
          </Actions>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {value === undefined ? (
          <Box color="text-body-secondary">
            Hidden. Retrieving it is recorded in the event history; it is hidden again after a
            minute, and when the tab is left.
          </Box>
        ) : (
          <ShownValue value={value} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Modal>
  );
};

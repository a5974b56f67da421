import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Shown } from '../../../api/detection/traps.ts';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';

const factsOf = (secret: Shown): readonly (readonly [string, string])[] =>
  'password' in secret
    ? [
        ['User name', secret.userName],
        ['Password', secret.password],
      ]
    : [
        ['Access key ID', secret.accessKeyId],
        ['Secret access key', secret.secretAccessKey],
      ];

interface Props {
  readonly name: string;
  readonly secret: Shown;
  readonly close: () => void;
}

/** What a trap is planted with: told now and never again. */
export const ShownOnce = ({ name, secret, close }: Props) => (
  <Modal
    visible
    header={`Credentials of ${name}`}
    closeAriaLabel="Close"
    onDismiss={close}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={close}>
          I have planted them
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Alert type="warning">
        This is the only time that they are shown. Put them where an intruder would look; do not use
        them yourself.
      </Alert>
      <Facts
        columns={1}
        items={factsOf(secret).map(([label, text]) => [
          label,
          <Copyable key={label} text={text} what={label} />,
        ])}
      />
    </SpaceBetween>
  </Modal>
);

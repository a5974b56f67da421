import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import { RotationHistory } from '../rotation/history.tsx';
import type { OfKey } from '../shared/of-key.ts';
import { isSymmetric } from '../shared/specs.ts';
import { ImportMaterial } from './import.tsx';

interface Props extends OfKey {
  readonly again: () => void;
}

const DeleteMaterial = ({ metadata: { KeyId }, again }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Delete key material"
      title="Delete the key material"
      text="At once: nobody can use the key until the very same material is imported again. Who has no copy of it has lost what it encrypted."
      act={() => aws.call('kms', 'DeleteImportedKeyMaterial', { KeyId })}
      done={() => {
        succeeded('Key material deleted.');
        again();
      }}
    />
  );
};

/** Material that the account made itself: imported, expiring, deleted and imported again. */
export const KeyMaterial = (of: OfKey) => {
  const { metadata, changed } = of;
  const [turn, setTurn] = useState(0);
  const [importing, setImporting] = useState(false);
  const again = (): void => {
    setImporting(false);
    setTurn((before) => before + 1);
    changed();
  };
  const { KeyState, ExpirationModel, ValidTo } = metadata;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Actions>
                {KeyState === 'PendingImport' ? null : <DeleteMaterial {...of} again={again} />}
                <Button variant="primary" onClick={() => setImporting(true)}>
                  Import key material
                </Button>
              </Actions>
            }
          >
            Imported key material
          </Header>
        }
      >
        <Facts
          items={[
            ['State', KeyState === 'PendingImport' ? 'Missing' : 'Imported'],
            [
              'Expires',
              ExpirationModel === 'KEY_MATERIAL_EXPIRES' ? (
                <Time key="expires" at={ValidTo} />
              ) : (
                'Never'
              ),
            ],
          ]}
        />
      </Container>
      {isSymmetric(metadata) ? <RotationHistory metadata={metadata} turn={turn} /> : null}
      {importing ? (
        <ImportMaterial metadata={metadata} close={() => setImporting(false)} imported={again} />
      ) : null}
    </SpaceBetween>
  );
};

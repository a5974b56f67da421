import type { KeyPair } from '@aws-sdk/client-ec2';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { KindList } from '../resources/kind-list.tsx';
import { FormButton } from '../shared/form-button.tsx';
import { KEY_PAIRS } from './key-pairs.tsx';

interface Made {
  readonly name: string;
  readonly material: string;
}

const TYPES = [
  ['ed25519', 'ED25519'],
  ['rsa', 'RSA'],
] as const;

const save = ({ name, material }: Made): void =>
  saveFile(material, `${name.replace(/[^\w.-]/g, '_')}.pem`, 'application/x-pem-file');

/** The private key is here once; when this goes, nobody can get it again. */
const PrivateKey = ({ made, forget }: { readonly made: Made; readonly forget: () => void }) => (
  <Alert
    type="warning"
    header={`Save the private key of ${made.name} now`}
    action={
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" onClick={() => save(made)}>
          Download private key
        </Button>
        <Button onClick={forget}>I have saved it</Button>
      </SpaceBetween>
    }
  >
    It is not kept anywhere and cannot be shown again.
  </Alert>
);

export const Component = () => {
  const aws = useAwsClient();
  const [made, setMade] = useState<Made>();
  const [turn, setTurn] = useState(0);
  const again = (): void => setTurn((before) => before + 1);
  const create = (
    <>
      <FormButton
        label="Import key pair"
        fields={[
          { id: 'name', label: 'Key name' },
          {
            id: 'key',
            label: 'Public key',
            description: 'As OpenSSH writes it: ssh-ed25519 AAAA…',
          },
        ]}
        act={({ name, key = '' }) =>
          aws.call('ec2', 'ImportKeyPair', { KeyName: name, PublicKeyMaterial: btoa(key) })
        }
        done={again}
      />
      <FormButton
        label="Create key pair"
        variant="primary"
        fields={[
          { id: 'name', label: 'Key name' },
          { id: 'type', label: 'Key type', options: TYPES, initial: 'ed25519' },
        ]}
        act={async ({ name = '', type }) => {
          const { KeyMaterial = '' } = await aws.call<KeyPair>('ec2', 'CreateKeyPair', {
            KeyName: name,
            KeyType: type,
          });
          setMade({ name, material: KeyMaterial });
        }}
        done={again}
      />
    </>
  );
  return (
    <SpaceBetween size="m">
      {made === undefined ? null : <PrivateKey made={made} forget={() => setMade(undefined)} />}
      <KindList kind={KEY_PAIRS} turn={turn} extraActions={() => create} />
    </SpaceBetween>
  );
};

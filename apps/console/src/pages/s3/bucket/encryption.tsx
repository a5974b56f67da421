import type { GetBucketEncryptionOutput, ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { ENCRYPTIONS } from '../shared/choices.ts';
import { type Place, useOptionalSetting } from '../shared/place.ts';

interface Edited {
  readonly algorithm: string;
  readonly key: string;
}

type Rule = Json<ServerSideEncryptionRule>;

const editedOf = (rule: Rule | undefined): Edited => ({
  algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256',
  key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? '',
});

const save = ({ aws, bucket }: Place, { algorithm, key }: Edited): Promise<unknown> => {
  const isKms = algorithm === 'aws:kms';
  const byDefault = {
    SSEAlgorithm: algorithm,
    ...(isKms && key.trim() !== '' ? { KMSMasterKeyID: key.trim() } : {}),
  };
  const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: isKms }];
  return aws.call('s3', 'PutBucketEncryption', {
    Bucket: bucket,
    ServerSideEncryptionConfiguration: { Rules },
  });
};

const RuleFacts = ({ rule }: { readonly rule: Rule | undefined }) => (
  <Facts
    items={[
      ['Encryption', rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm],
      ['KMS key', rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID],
      ['Bucket key', rule?.BucketKeyEnabled === true ? 'Enabled' : 'Disabled'],
    ]}
  />
);

interface FieldsProps {
  readonly edited: Edited;
  readonly change: (edited: Edited) => void;
}

const Fields = ({ edited, change }: FieldsProps) => (
  <>
    <ChoiceField
      label="Encryption"
      value={edited.algorithm}
      options={ENCRYPTIONS}
      change={(algorithm) => change({ ...edited, algorithm })}
    />
    {edited.algorithm === 'aws:kms' ? (
      <TextField
        label="KMS key (optional)"
        value={edited.key}
        change={(key) => change({ ...edited, key })}
      />
    ) : null}
  </>
);

const NONE = 'ServerSideEncryptionConfigurationNotFoundError';

/** How new objects are encrypted where a request does not say. */
export const Encryption = ({ place }: { readonly place: Place }) => {
  const loaded = useOptionalSetting<GetBucketEncryptionOutput>(place, 'GetBucketEncryption', NONE);
  const [edited, setEdited] = useState<Edited>();
  const action = useAction();
  const rule = loaded.data?.value?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const submit = async (wanted: Edited): Promise<void> => {
    if (!(await action.run(() => save(place, wanted)))) return;
    close();
    loaded.reload();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit encryption"
      saveLabel="Save encryption"
      disabled={loaded.data === undefined}
      edit={() => setEdited(editedOf(rule))}
      cancel={close}
      save={() => (edited === undefined ? undefined : void submit(edited))}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" description="How new objects are encrypted." actions={buttons}>
          Default encryption
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <FailureOr of={loaded}>{() => <RuleFacts rule={rule} />}</FailureOr>
        ) : (
          <Fields edited={edited} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

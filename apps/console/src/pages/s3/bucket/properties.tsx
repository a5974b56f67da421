import type {
  GetBucketEncryptionOutput,
  GetBucketTaggingOutput,
  GetBucketVersioningOutput,
} from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { ENCRYPTIONS } from '../shared/choices.ts';
import { type Place, useOptionalSetting, useSetting } from '../shared/place.ts';
import { mergedTags } from '../shared/tags.ts';

interface Props {
  readonly place: Place;
}

const Overview = ({ place: { bucket, aws } }: Props) => {
  const arn = `arn:aws:s3:::${bucket}`;
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <Facts
        items={[
          ['AWS Region', aws.region],
          ['ARN', <Copyable key="arn" text={arn} what="ARN" />],
          ['S3 URI', <Copyable key="uri" text={`s3://${bucket}`} what="URI" />],
        ]}
      />
    </Container>
  );
};

const Versioning = ({ place }: Props) => {
  const { aws, bucket } = place;
  const loaded = useSetting<GetBucketVersioningOutput>(place, 'GetBucketVersioning');
  const isOn = loaded.data?.Status === 'Enabled';
  const next = isOn ? 'Suspended' : 'Enabled';
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether what is overwritten or deleted can be had again."
          actions={
            <ConfirmButton
              label={isOn ? 'Suspend versioning' : 'Enable versioning'}
              title={isOn ? 'Suspend versioning' : 'Enable versioning'}
              text={
                isOn
                  ? 'Versions that are there stay; new ones are not kept.'
                  : 'Every version is kept, and paid for. It can be suspended, but never be taken back.'
              }
              disabled={loaded.data === undefined}
              act={() =>
                aws.call('s3', 'PutBucketVersioning', {
                  Bucket: bucket,
                  VersioningConfiguration: { Status: next },
                })
              }
              done={loaded.reload}
            />
          }
        >
          Versioning
        </Header>
      }
    >
      <FailureOr of={loaded}>
        {({ Status }) => (
          <StatusIndicator type={isOn ? 'success' : 'stopped'}>
            {Status ?? 'Never enabled'}
          </StatusIndicator>
        )}
      </FailureOr>
    </Container>
  );
};

interface Edited {
  readonly algorithm: string;
  readonly key: string;
}

const NONE = 'ServerSideEncryptionConfigurationNotFoundError';

const Encryption = ({ place }: Props) => {
  const { aws, bucket } = place;
  const loaded = useOptionalSetting<GetBucketEncryptionOutput>(place, 'GetBucketEncryption', NONE);
  const [edited, setEdited] = useState<Edited>();
  const action = useAction();
  const rule = loaded.data?.value?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const current = rule?.ApplyServerSideEncryptionByDefault;
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async ({ algorithm, key }: Edited): Promise<void> => {
    const isKms = algorithm === 'aws:kms';
    const byDefault = {
      SSEAlgorithm: algorithm,
      ...(isKms && key !== '' ? { KMSMasterKeyID: key } : {}),
    };
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: isKms }];
    const done = await action.run(() =>
      aws.call('s3', 'PutBucketEncryption', {
        Bucket: bucket,
        ServerSideEncryptionConfiguration: { Rules },
      }),
    );
    if (!done) return;
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
      edit={() =>
        setEdited({
          algorithm: current?.SSEAlgorithm ?? 'AES256',
          key: current?.KMSMasterKeyID ?? '',
        })
      }
      cancel={close}
      save={() => (edited === undefined ? undefined : void save(edited))}
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
          <FailureOr of={loaded}>
            {() => (
              <Facts
                items={[
                  ['Encryption', current?.SSEAlgorithm],
                  ['KMS key', current?.KMSMasterKeyID],
                  ['Bucket key', rule?.BucketKeyEnabled === true ? 'Enabled' : 'Disabled'],
                ]}
              />
            )}
          </FailureOr>
        ) : (
          <>
            <ChoiceField
              label="Encryption"
              value={edited.algorithm}
              options={ENCRYPTIONS}
              change={(algorithm) => setEdited({ ...edited, algorithm })}
            />
            {edited.algorithm === 'aws:kms' ? (
              <TextField
                label="KMS key (optional)"
                value={edited.key}
                change={(key) => setEdited({ ...edited, key })}
              />
            ) : null}
          </>
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const Tags = ({ place }: Props) => {
  const { aws, bucket } = place;
  const loaded = useOptionalSetting<GetBucketTaggingOutput>(
    place,
    'GetBucketTagging',
    'NoSuchTagSet',
  );
  return (
    <FailureOr of={loaded}>
      {({ value }) => {
        const tags = (value?.TagSet ?? []).map((tag) => ({
          key: tag.Key ?? '',
          value: tag.Value ?? '',
        }));
        return (
          <TagsSection
            tags={tags}
            save={(added, removed) => {
              const TagSet = mergedTags(tags, added, removed);
              return TagSet.length === 0
                ? aws.call('s3', 'DeleteBucketTagging', { Bucket: bucket })
                : aws.call('s3', 'PutBucketTagging', { Bucket: bucket, Tagging: { TagSet } });
            }}
            saved={loaded.reload}
          />
        );
      }}
    </FailureOr>
  );
};

export const Properties = ({ place }: Props) => (
  <SpaceBetween size="l">
    <Overview place={place} />
    <Versioning place={place} />
    <Encryption place={place} />
    <Tags place={place} />
  </SpaceBetween>
);

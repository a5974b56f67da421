import type { GetBucketTaggingOutput, GetBucketVersioningOutput } from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { type Place, useOptionalSetting, useSetting } from '../shared/place.ts';
import { mergedTags } from '../shared/tags.ts';
import { Encryption } from './encryption.tsx';

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

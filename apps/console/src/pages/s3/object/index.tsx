import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import type { Json } from '../../../api/json.ts';
import { saveObject } from '../../../api/objects.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { RelatedLinks } from '../../../shared/related-links.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { bucketPath, locate, sizeText } from '../shared/place.ts';
import type { Chosen } from './chosen.ts';
import { Metadata } from './metadata.tsx';
import { ObjectTags } from './object-tags.tsx';
import { PresignButton } from './presign.tsx';
import { Versions } from './versions.tsx';

type Head = Json<HeadObjectOutput>;

const Details = ({ chosen, head }: { readonly chosen: Chosen; readonly head: Head }) => {
  const { place, key } = chosen;
  const arn = `arn:aws:s3:::${place.bucket}/${key}`;
  return (
    <Container
      header={
        <Header variant="h2" actions={<RelatedLinks arn={arn} name={place.bucket} />}>
          Details
        </Header>
      }
    >
      <Facts
        items={[
          ['Key', <Copyable key="key" text={key} what="Key" />],
          ['S3 URI', <Copyable key="uri" text={`s3://${place.bucket}/${key}`} what="S3 URI" />],
          ['ARN', <Copyable key="arn" text={arn} what="ARN" />],
          ['Size', sizeText(head.ContentLength)],
          ['Last modified', <Time key="at" at={head.LastModified} />],
          ['ETag', head.ETag],
          ['Version', head.VersionId],
          ['Storage class', head.StorageClass ?? 'STANDARD'],
          ['Encryption', head.ServerSideEncryption],
          ['KMS key', head.SSEKMSKeyId],
        ]}
      />
    </Container>
  );
};

const Buttons = ({ chosen }: { readonly chosen: Chosen }) => {
  const { place, key: objectKey, versionId } = chosen;
  const { aws, bucket } = place;
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const save = async (): Promise<void> => {
    try {
      await saveObject({ region: aws.region, bucket, key: objectKey, versionId });
    } catch (error) {
      failed(toApiError(error), `Download ${objectKey}`);
    }
  };
  const folder = objectKey.slice(0, objectKey.lastIndexOf('/') + 1);
  return (
    <>
      <Button onClick={() => void save()}>Download</Button>
      <PresignButton chosen={chosen} />
      <ConfirmButton
        label="Delete"
        title={`Delete ${objectKey}`}
        text={
          versionId === undefined
            ? 'Where the bucket keeps versions, older ones stay; else it is gone.'
            : 'This version is gone for good.'
        }
        act={() =>
          aws.call('s3', 'DeleteObject', {
            Bucket: bucket,
            Key: objectKey,
            ...(versionId === undefined ? {} : { VersionId: versionId }),
          })
        }
        done={() => {
          succeeded(`Deleted ${objectKey}.`);
          void navigate(bucketPath(bucket, folder));
        }}
      />
    </>
  );
};

const Content = ({ chosen }: { readonly chosen: Chosen }) => {
  const { place, key, versionId } = chosen;
  const head = useLoad<Head>(`head ${place.bucket} ${key} ${versionId ?? ''}`, (signal) =>
    place.aws.call<HeadObjectOutput>(
      's3',
      'HeadObject',
      {
        Bucket: place.bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
      },
      signal,
    ),
  );
  return (
    <FailureOr of={head}>
      {(found) => (
        <SpaceBetween size="l">
          <Details chosen={chosen} head={found} />
          <Metadata key={found.LastModified} chosen={chosen} head={found} changed={head.reload} />
          <ObjectTags chosen={chosen} />
          <Versions chosen={chosen} />
        </SpaceBetween>
      )}
    </FailureOr>
  );
};

export const Component = () => {
  const { bucket = '' } = useParams();
  const [search] = useSearchParams();
  const aws = useAwsClient();
  const key = search.get('key') ?? '';
  const versionId = search.get('versionId') ?? undefined;
  const place = useLoad(`bucket ${bucket}`, (signal) => locate(aws, bucket, signal));
  const chosen = place.data === undefined ? undefined : { place: place.data, key, versionId };
  return (
    <Page
      title={key.split('/').at(-1) || key}
      actions={chosen === undefined ? null : <Buttons chosen={chosen} />}
    >
      <FailureOr of={place}>
        {() =>
          chosen === undefined ? null : <Content key={`${key} ${versionId}`} chosen={chosen} />
        }
      </FailureOr>
    </Page>
  );
};

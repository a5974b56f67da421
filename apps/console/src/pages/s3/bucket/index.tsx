import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { RelatedLinks } from '../../../shared/related-links.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { DeleteButton, EmptyButton } from '../buckets/removal.tsx';
import { locate, type Place } from '../shared/place.ts';
import { Management } from './management.tsx';
import { Objects } from './objects.tsx';
import { Permissions } from './permissions.tsx';
import { Properties } from './properties.tsx';

const Tabs = ({ place }: { readonly place: Place }) => (
  <SpaceBetween size="m">
    <RelatedLinks arn={`arn:aws:s3:::${place.bucket}`} name={place.bucket} />
    <UrlTabs
      label="Bucket"
      tabs={[
        ['objects', 'Objects', <Objects key="objects" place={place} />],
        ['properties', 'Properties', <Properties key="properties" place={place} />],
        ['permissions', 'Permissions', <Permissions key="permissions" place={place} />],
        ['management', 'Management', <Management key="management" place={place} />],
      ]}
    />
  </SpaceBetween>
);

export const Component = () => {
  const { bucket = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const place = useLoad(`bucket ${bucket}`, (signal) => locate(aws, bucket, signal));
  const { data } = place;
  return (
    <Page
      title={bucket}
      description={data === undefined ? undefined : `In ${data.aws.region}`}
      actions={
        data === undefined ? null : (
          <>
            <EmptyButton bucket={bucket} place={async () => data} done={() => void navigate(0)} />
            <DeleteButton
              bucket={bucket}
              place={async () => data}
              done={() => void navigate('/s3/buckets')}
            />
          </>
        )
      }
    >
      <FailureOr of={place}>{(found) => <Tabs place={found} />}</FailureOr>
    </Page>
  );
};

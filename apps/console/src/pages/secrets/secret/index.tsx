import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import Alert from '@cloudscape-design/components/alert';
import { useParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { RotationSection } from '../rotation/index.tsx';
import { isDeleted, isReplica, isRotating, type OfSecret } from '../shared/names.ts';
import { WhoCanRead } from '../who/index.tsx';
import { DeleteButton, RestoreButton } from './deletion.tsx';
import { Details } from './details.tsx';
import { SecretPolicy } from './policy.tsx';
import { Replicas } from './replicas.tsx';
import { SecretTags } from './tags.tsx';
import { Versions } from './versions.tsx';

const StateAlert = (of: OfSecret) => {
  const { region } = useAwsClient();
  const { secret } = of;
  if (isDeleted(secret))
    return (
      <Alert
        type="warning"
        header="This secret is scheduled for deletion"
        action={<RestoreButton {...of} />}
      >
        It is deleted on <Time at={secret.DeletedDate} /> or soon after. Until then nobody can read
        it, and it can be restored.
      </Alert>
    );
  return isReplica(secret, region) ? (
    <Alert type="info" header="This secret is a replica">
      It follows the secret in {secret.PrimaryRegion}, where it is changed and rotated.
    </Alert>
  ) : null;
};

const Tabs = (of: OfSecret) => (
  <UrlTabs
    label="Secret"
    tabs={[
      ['overview', 'Overview', <Details key="overview" {...of} />],
      ['rotation', 'Rotation', <RotationSection key="rotation" {...of} />],
      ['versions', 'Versions', <Versions key="versions" {...of} />],
      ['policy', 'Resource permissions', <SecretPolicy key="policy" {...of} />],
      ['who', 'Who can read it', <WhoCanRead key="who" {...of} />],
      ['replication', 'Replication', <Replicas key="replication" {...of} />],
      ['tags', 'Tags', <SecretTags key="tags" {...of} />],
    ]}
  />
);

/** One secret: everything that is known of it and done with it. */
export const Component = () => {
  const { name = '' } = useParams();
  const secret = useAws<DescribeSecretResponse>({
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    input: { SecretId: name },
  });
  const { data } = secret;
  usePolling(data !== undefined && isRotating(data), secret.reload);
  return (
    <Page
      title={data?.Name ?? name}
      actions={
        data === undefined || isDeleted(data) || data.OwningService !== undefined ? null : (
          <DeleteButton secret={data} changed={secret.reload} />
        )
      }
    >
      <FailureOr of={secret}>
        {(found) => {
          const of = { secret: found, changed: secret.reload };
          return (
            <>
              <StateAlert {...of} />
              <Tabs {...of} />
            </>
          );
        }}
      </FailureOr>
    </Page>
  );
};

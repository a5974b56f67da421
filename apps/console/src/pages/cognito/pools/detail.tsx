import type {
  DescribeUserPoolResponse,
  ListTagsForResourceResponse,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { Clients } from '../clients/table.tsx';
import { Groups } from '../groups/table.tsx';
import { Users } from '../users/table.tsx';
import { PoolDomain } from './domain.tsx';
import { PoolSecurity } from './settings.tsx';

const PoolTags = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const tags = useAws<ListTagsForResourceResponse>({
    service: 'cognito-idp',
    operation: 'ListTagsForResource',
    input: { ResourceArn: arn },
  });
  return (
    <FailureOr of={tags}>
      {({ Tags = {} }) => (
        <TagsSection
          tags={Object.entries(Tags).map(([key, value]) => ({ key, value }))}
          save={async (added, removed) => {
            const ResourceArn = arn;
            if (removed.length > 0)
              await aws.call('cognito-idp', 'UntagResource', { ResourceArn, TagKeys: removed });
            if (added.length > 0)
              await aws.call('cognito-idp', 'TagResource', {
                ResourceArn,
                Tags: Object.fromEntries(added.map(({ key, value }) => [key, value])),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

interface Props {
  readonly pool: Json<UserPoolType>;
  readonly changed: () => void;
}

const Content = ({ pool, changed }: Props) => {
  const { Id = '', Arn = '' } = pool;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Summary</Header>}>
        <Facts
          items={[
            ['User pool ID', <Copyable key="id" text={Id} what="user pool ID" />],
            ['ARN', <Copyable key="arn" text={Arn} what="ARN" />],
            ['Users, about', pool.EstimatedNumberOfUsers],
            ['Sign-in with', pool.UsernameAttributes?.join(', ') ?? 'User name'],
            ['Created', <Time key="created" at={pool.CreationDate} />],
            ['Deletion protection', pool.DeletionProtection],
          ]}
        />
      </Container>
      <UrlTabs
        label="User pool"
        tabs={[
          ['users', 'Users', <Users key="users" pool={Id} />],
          ['groups', 'Groups', <Groups key="groups" pool={Id} />],
          ['clients', 'App clients', <Clients key="clients" pool={Id} />],
          ['domain', 'Domain', <PoolDomain key="domain" pool={pool} changed={changed} />],
          ['security', 'Passwords and MFA', <PoolSecurity key="security" pool={pool} />],
          ['tags', 'Tags', <PoolTags key="tags" arn={Arn} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { pool: id = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const pool = useAws<DescribeUserPoolResponse>({
    service: 'cognito-idp',
    operation: 'DescribeUserPool',
    input: { UserPoolId: id },
  });
  const name = pool.data?.UserPool?.Name ?? id;
  const remove = (
    <ConfirmButton
      label="Delete"
      title={`Delete user pool ${name}`}
      text="Its users, groups and app clients go with it. Nobody can sign in with it again."
      act={() => aws.call('cognito-idp', 'DeleteUserPool', { UserPoolId: id })}
      done={() => {
        succeeded(`User pool ${name} deleted.`);
        void navigate('/cognito/user-pools');
      }}
    />
  );
  return (
    <Page title={name} actions={pool.data === undefined ? undefined : remove}>
      <FailureOr of={pool}>
        {({ UserPool }) =>
          UserPool === undefined ? null : <Content pool={UserPool} changed={pool.reload} />
        }
      </FailureOr>
    </Page>
  );
};

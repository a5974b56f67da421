import type { GetUserResponse, User } from '@aws-sdk/client-iam';
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
import { Page } from '../../../shared/page.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { AttachedPolicies } from '../shared/attached-policies.tsx';
import { Boundary } from '../shared/boundary.tsx';
import { fromTags, toInputTags } from '../shared/document.ts';
import { InlinePolicies } from '../shared/inline-policies.tsx';
import { AccessKeys } from './access-keys.tsx';
import { ConsoleAccess } from './console-access.tsx';
import { deleteUser } from './delete-user.ts';
import { MfaDevices } from './mfa-devices.tsx';
import { UserGroups } from './user-groups.tsx';

const Summary = ({ user }: { readonly user: Json<User> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={user.Arn} what="ARN" />],
        ['Created', <Time key="created" at={user.CreateDate} />],
        ['Last console sign-in', <Time key="used" at={user.PasswordLastUsed} />],
        ['Unique ID', user.UserId],
      ]}
    />
  </Container>
);

const UserTabs = ({ user, reload }: { readonly user: Json<User>; readonly reload: () => void }) => {
  const aws = useAwsClient();
  const UserName = user.UserName ?? '';
  const holder = { kind: 'User' as const, name: UserName };
  const save = async (
    added: readonly { readonly key: string; readonly value: string }[],
    removed: readonly string[],
  ): Promise<void> => {
    if (removed.length > 0) await aws.call('iam', 'UntagUser', { UserName, TagKeys: removed });
    if (added.length > 0) await aws.call('iam', 'TagUser', { UserName, Tags: toInputTags(added) });
  };
  return (
    <UrlTabs
      label={`User ${UserName}`}
      tabs={[
        [
          'permissions',
          'Permissions',
          <SpaceBetween key="permissions" size="l">
            <AttachedPolicies holder={holder} />
            <InlinePolicies holder={holder} />
            <Boundary
              holder={holder}
              arn={user.PermissionsBoundary?.PermissionsBoundaryArn}
              changed={reload}
            />
          </SpaceBetween>,
        ],
        ['groups', 'Groups', <UserGroups key="groups" userName={UserName} />],
        [
          'credentials',
          'Security credentials',
          <SpaceBetween key="credentials" size="l">
            <ConsoleAccess userName={UserName} />
            <AccessKeys userName={UserName} />
            <MfaDevices userName={UserName} />
          </SpaceBetween>,
        ],
        [
          'tags',
          'Tags',
          <TagsSection key="tags" tags={fromTags(user.Tags)} save={save} saved={reload} />,
        ],
      ]}
    />
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const user = useAws<GetUserResponse>({
    service: 'iam',
    operation: 'GetUser',
    input: { UserName: name },
  });
  return (
    <Page
      title={name}
      actions={
        <ConfirmButton
          label="Delete"
          title={`Delete user ${name}`}
          text="Access keys, password, MFA devices, group memberships and inline policies go with it."
          act={() => deleteUser(aws, name)}
          done={() => void navigate('/iam/users')}
        />
      }
    >
      <FailureOr of={user}>
        {({ User: found }) =>
          found === undefined ? null : (
            <>
              <Summary user={found} />
              <UserTabs user={found} reload={user.reload} />
            </>
          )
        }
      </FailureOr>
    </Page>
  );
};

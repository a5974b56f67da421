import type {
  GetGroupResponse,
  ListUsersInGroupResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { poolPath } from '../shared/names.ts';
import { userColumns } from '../shared/user-columns.tsx';

const Members = ({ pool, group }: { readonly pool: string; readonly group: string }) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Users in this group"
      name="members"
      columns={userColumns(pool)}
      loadKey={`${pool} ${group}`}
      load={async (token, signal) => {
        const found = await aws.call<ListUsersInGroupResponse>(
          'cognito-idp',
          'ListUsersInGroup',
          {
            UserPoolId: pool,
            GroupName: group,
            Limit: 60,
            ...(token === undefined ? {} : { NextToken: token }),
          },
          signal,
        );
        return { items: found.Users ?? [], token: found.NextToken };
      }}
      idOf={({ Username = '' }) => Username}
      empty="Nobody is in this group"
      filterLabel="Filter users"
    />
  );
};

export const Component = () => {
  const { pool = '', group: name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const input = { UserPoolId: pool, GroupName: name };
  const group = useAws<GetGroupResponse>({
    service: 'cognito-idp',
    operation: 'GetGroup',
    input,
  });
  const remove = (
    <ConfirmButton
      label="Delete"
      title={`Delete group ${name}`}
      text="Its users stay; what the group gave them goes with their next tokens."
      act={() => aws.call('cognito-idp', 'DeleteGroup', input)}
      done={() => {
        succeeded(`Group ${name} deleted.`);
        void navigate(`${poolPath(pool)}?tab=groups`);
      }}
    />
  );
  return (
    <Page title={name} actions={group.data === undefined ? undefined : remove}>
      <FailureOr of={group}>
        {({ Group }) => (
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Summary</Header>}>
              <Facts
                items={[
                  ['Description', Group?.Description],
                  ['Precedence', Group?.Precedence],
                  ['Role', Group?.RoleArn],
                  ['Created', <Time key="created" at={Group?.CreationDate} />],
                ]}
              />
            </Container>
            <Members pool={pool} group={name} />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};

import type { GetRoleResponse, Role } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { SwitchRoleDialog } from '../../../session/switch-role-dialog.tsx';
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
import { deleteRole } from './delete-role.ts';
import { SessionLimit } from './session-limit.tsx';
import { TrustPolicy } from './trust-policy.tsx';

const hours = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `${seconds / 3600} ${seconds === 3600 ? 'hour' : 'hours'}`;

const Summary = ({ role }: { readonly role: Json<Role> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={role.Arn} what="ARN" />],
        ['Created', <Time key="created" at={role.CreateDate} />],
        ['Last activity', <Time key="used" at={role.RoleLastUsed?.LastUsedDate} />],
        ['Description', role.Description],
        ['Maximum session duration', hours(role.MaxSessionDuration)],
        ['Unique ID', role.RoleId],
      ]}
    />
  </Container>
);

const RoleTabs = ({ role, reload }: { readonly role: Json<Role>; readonly reload: () => void }) => {
  const aws = useAwsClient();
  const RoleName = role.RoleName ?? '';
  const holder = { kind: 'Role' as const, name: RoleName };
  const save = async (
    added: readonly { readonly key: string; readonly value: string }[],
    removed: readonly string[],
  ): Promise<void> => {
    if (removed.length > 0) await aws.call('iam', 'UntagRole', { RoleName, TagKeys: removed });
    if (added.length > 0) await aws.call('iam', 'TagRole', { RoleName, Tags: toInputTags(added) });
  };
  return (
    <UrlTabs
      label={`Role ${RoleName}`}
      tabs={[
        [
          'permissions',
          'Permissions',
          <SpaceBetween key="permissions" size="l">
            <AttachedPolicies holder={holder} />
            <InlinePolicies holder={holder} />
            <Boundary
              holder={holder}
              arn={role.PermissionsBoundary?.PermissionsBoundaryArn}
              changed={reload}
            />
          </SpaceBetween>,
        ],
        ['trust', 'Trust relationships', <TrustPolicy key="trust" role={role} changed={reload} />],
        [
          'tags',
          'Tags',
          <TagsSection key="tags" tags={fromTags(role.Tags)} save={save} saved={reload} />,
        ],
        ['session', 'Session limits', <SessionLimit key="session" role={role} changed={reload} />],
      ]}
    />
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [switching, setSwitching] = useState(false);
  const role = useAws<GetRoleResponse>({
    service: 'iam',
    operation: 'GetRole',
    input: { RoleName: name },
  });
  const account = role.data?.Role?.Arn?.split(':')[4] ?? '';
  return (
    <Page
      title={name}
      actions={
        <>
          <ConfirmButton
            label="Delete"
            title={`Delete role ${name}`}
            text="Its policies are detached and its inline policies deleted first. Sessions of the role can do nothing from then on."
            act={() => deleteRole(aws, name)}
            done={() => void navigate('/iam/roles')}
          />
          <Button onClick={() => setSwitching(true)}>Switch to this role</Button>
        </>
      }
    >
      <FailureOr of={role}>
        {({ Role: found }) =>
          found === undefined ? null : (
            <>
              <Summary role={found} />
              <RoleTabs role={found} reload={role.reload} />
            </>
          )
        }
      </FailureOr>
      {switching ? (
        <SwitchRoleDialog
          close={() => setSwitching(false)}
          initial={{ account, roleName: role.data?.Role?.Arn?.split(':role/')[1] ?? name }}
        />
      ) : null}
    </Page>
  );
};

import type {
  DescribeAccountResponse,
  DescribeOrganizationalUnitResponse,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-organizations';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useParams } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { Page } from '../../shared/page.tsx';
import type { EditedTag } from '../../shared/tag-editor.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';
import { Time } from '../../shared/time.tsx';
import { useAws } from '../../shared/use-aws.ts';
import { fromTags, toInputTags } from '../iam/shared/document.ts';
import { AttachedControls } from './attached-controls.tsx';

const AccountSummary = ({ id }: { readonly id: string }) => {
  const account = useAws<DescribeAccountResponse>({
    service: 'organizations',
    operation: 'DescribeAccount',
    input: { AccountId: id },
  });
  return (
    <FailureOr of={account}>
      {({ Account: found }) => (
        <Container header={<Header variant="h2">Account</Header>}>
          <Facts
            items={[
              ['Name', found?.Name],
              ['Account ID', <Copyable key="id" text={found?.Id} what="account ID" />],
              ['Email', found?.Email],
              ['Status', found?.Status],
              ['Joined', <Time key="joined" at={found?.JoinedTimestamp} />],
              ['ARN', found?.Arn],
            ]}
          />
        </Container>
      )}
    </FailureOr>
  );
};

const UnitSummary = ({ id }: { readonly id: string }) => {
  const unit = useAws<DescribeOrganizationalUnitResponse>({
    service: 'organizations',
    operation: 'DescribeOrganizationalUnit',
    input: { OrganizationalUnitId: id },
  });
  return (
    <FailureOr of={unit}>
      {({ OrganizationalUnit: found }) => (
        <Container header={<Header variant="h2">Organizational unit</Header>}>
          <Facts
            items={[
              ['Name', found?.Name],
              ['ID', <Copyable key="id" text={found?.Id} what="unit ID" />],
              ['ARN', found?.Arn],
            ]}
          />
        </Container>
      )}
    </FailureOr>
  );
};

const TargetTags = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  const tags = useAws<ListTagsForResourceResponse>({
    service: 'organizations',
    operation: 'ListTagsForResource',
    input: { ResourceId: id },
  });
  const save = async (added: readonly EditedTag[], removed: readonly string[]): Promise<void> => {
    if (removed.length > 0)
      await aws.call('organizations', 'UntagResource', { ResourceId: id, TagKeys: removed });
    if (added.length > 0)
      await aws.call('organizations', 'TagResource', { ResourceId: id, Tags: toInputTags(added) });
  };
  return (
    <FailureOr of={tags}>
      {({ Tags }) => <TagsSection tags={fromTags(Tags)} save={save} saved={tags.reload} />}
    </FailureOr>
  );
};

/** A root, unit or account: what it is and which control policies are attached to it. */
export const Component = () => {
  const { id = '' } = useParams();
  return (
    <Page title={id}>
      {/^\d{12}$/.test(id) ? <AccountSummary id={id} /> : null}
      {id.startsWith('ou-') ? <UnitSummary id={id} /> : null}
      <AttachedControls target={id} type="SERVICE_CONTROL_POLICY" />
      <AttachedControls target={id} type="RESOURCE_CONTROL_POLICY" />
      <TargetTags id={id} />
    </Page>
  );
};

import type {
  GetPolicyResponse,
  GetPolicyVersionResponse,
  ListPolicyVersionsResponse,
  Policy,
  PolicyVersion,
} from '@aws-sdk/client-iam';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useNavigate, useSearchParams } from 'react-router';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { Page } from '../../../shared/page.tsx';
import { TagsSection } from '../../../shared/tags-section.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { fromTags, readable, toInputTags } from '../shared/document.ts';
import { isAwsManaged } from '../shared/policy-picker.tsx';
import { PolicyDocument } from './document-section.tsx';
import { PolicyEntities } from './entities.tsx';
import { PolicyVersions } from './versions.tsx';

const Summary = ({ policy }: { readonly policy: Json<Policy> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['Type', isAwsManaged(policy) ? 'AWS managed' : 'Customer managed'],
        ['ARN', <Copyable key="arn" text={policy.Arn} what="ARN" />],
        ['Default version', policy.DefaultVersionId],
        ['Created', <Time key="created" at={policy.CreateDate} />],
        ['Edited', <Time key="edited" at={policy.UpdateDate} />],
        ['Description', policy.Description],
      ]}
    />
  </Container>
);

const Document = ({
  policy,
  changed,
}: {
  readonly policy: Json<Policy>;
  readonly changed: () => void;
}) => {
  const version = useAws<GetPolicyVersionResponse>({
    service: 'iam',
    operation: 'GetPolicyVersion',
    input: { PolicyArn: policy.Arn, VersionId: policy.DefaultVersionId },
  });
  return (
    <FailureOr of={version}>
      {({ PolicyVersion: found }) => {
        const document = readable(found?.Document);
        return isAwsManaged(policy) ? (
          <JsonEditor label="Policy document" value={document} />
        ) : (
          <PolicyDocument arn={policy.Arn ?? ''} document={document} changed={changed} />
        );
      }}
    </FailureOr>
  );
};

/** Versions other than the default one go first, as AWS asks for. */
const deletePolicy = async (aws: Aws, PolicyArn: string): Promise<void> => {
  const { Versions = [] } = await aws.call<ListPolicyVersionsResponse>(
    'iam',
    'ListPolicyVersions',
    { PolicyArn },
  );
  const others = Versions.filter(
    ({ IsDefaultVersion }: Json<PolicyVersion>) => IsDefaultVersion !== true,
  );
  for (const { VersionId } of others)
    await aws.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId });
  await aws.call('iam', 'DeletePolicy', { PolicyArn });
};

const PolicyTabs = ({
  policy,
  reload,
}: {
  readonly policy: Json<Policy>;
  readonly reload: () => void;
}) => {
  const aws = useAwsClient();
  const PolicyArn = policy.Arn ?? '';
  const save = async (
    added: readonly { readonly key: string; readonly value: string }[],
    removed: readonly string[],
  ): Promise<void> => {
    if (removed.length > 0) await aws.call('iam', 'UntagPolicy', { PolicyArn, TagKeys: removed });
    if (added.length > 0)
      await aws.call('iam', 'TagPolicy', { PolicyArn, Tags: toInputTags(added) });
  };
  return (
    <UrlTabs
      label="Policy"
      tabs={[
        ['permissions', 'Permissions', <Document key="doc" policy={policy} changed={reload} />],
        ['entities', 'Entities attached', <PolicyEntities key="entities" arn={PolicyArn} />],
        [
          'versions',
          'Policy versions',
          <PolicyVersions
            key="versions"
            arn={PolicyArn}
            fixed={isAwsManaged(policy)}
            changed={reload}
          />,
        ],
        [
          'tags',
          'Tags',
          isAwsManaged(policy) ? (
            <TagsSection key="tags" tags={[]} />
          ) : (
            <TagsSection key="tags" tags={fromTags(policy.Tags)} save={save} saved={reload} />
          ),
        ],
      ]}
    />
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const arn = search.get('arn') ?? '';
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const policy = useAws<GetPolicyResponse>({
    service: 'iam',
    operation: 'GetPolicy',
    input: { PolicyArn: arn },
  });
  return (
    <Page
      title={name}
      actions={
        isAwsManaged({ Arn: arn }) ? null : (
          <ConfirmButton
            label="Delete"
            title={`Delete policy ${name}`}
            text="All of its versions go with it. A policy that is attached cannot be deleted."
            act={() => deletePolicy(aws, arn)}
            done={() => void navigate('/iam/policies')}
          />
        )
      }
    >
      <FailureOr of={policy}>
        {({ Policy: found }) =>
          found === undefined ? null : (
            <>
              <Summary policy={found} />
              <PolicyTabs policy={found} reload={policy.reload} />
            </>
          )
        }
      </FailureOr>
    </Page>
  );
};

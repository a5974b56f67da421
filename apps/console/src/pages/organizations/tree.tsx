import type { DescribeOrganizationResponse } from '@aws-sdk/client-organizations';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import TreeView from '@cloudscape-design/components/tree-view';
import { useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { PageLink } from '../../shared/link.tsx';
import { Page } from '../../shared/page.tsx';
import { useAws, useLoad } from '../../shared/use-aws.ts';
import { loadTree, type TreeNode } from './load-tree.ts';

const KINDS = { root: 'Root', unit: 'Organizational unit', account: 'Account' } as const;

const idsOf = (nodes: readonly TreeNode[]): readonly string[] =>
  nodes.flatMap(({ id, children }) => [id, ...idsOf(children)]);

const Tree = ({ nodes }: { readonly nodes: readonly TreeNode[] }) => {
  const [expanded, setExpanded] = useState<readonly string[]>(() => idsOf(nodes));
  return (
    <TreeView
      ariaLabel="Organization"
      items={nodes}
      getItemId={({ id }) => id}
      getItemChildren={({ children }) => [...children]}
      expandedItems={expanded}
      onItemToggle={({ detail }) =>
        setExpanded((before) =>
          detail.expanded ? [...before, detail.id] : before.filter((other) => other !== detail.id),
        )
      }
      renderItem={({ id, name, kind, detail }) => ({
        content: <PageLink to={`/organizations/accounts/${id}`}>{name}</PageLink>,
        secondaryContent: (
          <Box color="text-body-secondary" fontSize="body-s">
            {[KINDS[kind], id, detail].filter(Boolean).join(' · ')}
          </Box>
        ),
      })}
      i18nStrings={{
        expandButtonLabel: ({ name }) => `Expand ${name}`,
        collapseButtonLabel: ({ name }) => `Collapse ${name}`,
      }}
    />
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const organization = useAws<DescribeOrganizationResponse>({
    service: 'organizations',
    operation: 'DescribeOrganization',
    input: {},
  });
  const tree = useLoad('organization', (signal) => loadTree(aws, signal));
  return (
    <Page title="Organization" description="Accounts and the units that hold them.">
      <FailureOr of={organization}>
        {({ Organization: found }) => (
          <Container header={<Header variant="h2">Summary</Header>}>
            <Facts
              items={[
                ['Organization ID', <Copyable key="id" text={found?.Id} what="organization ID" />],
                ['Management account', found?.MasterAccountId],
                ['Features', found?.FeatureSet],
              ]}
            />
          </Container>
        )}
      </FailureOr>
      {organization.data === undefined ? null : (
        <Container header={<Header variant="h2">Structure</Header>}>
          <FailureOr of={tree}>{(nodes) => <Tree nodes={nodes} />}</FailureOr>
        </Container>
      )}
    </Page>
  );
};

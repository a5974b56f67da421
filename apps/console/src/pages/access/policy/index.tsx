import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useBroker } from '../../../access/person-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { PolicyEditor } from './editor.tsx';
import { ProposalView } from './proposals.tsx';

const Document = () => {
  const broker = useBroker();
  const current = useLoad('policy', (signal) => broker.call('GET /v1/policy', { signal }));
  return (
    <FailureOr of={current}>
      {(document) => (
        <PolicyEditor key={document.version} current={document} done={current.reload} />
      )}
    </FailureOr>
  );
};

const Proposals = () => {
  const broker = useBroker();
  const loaded = useLoad('proposals', (signal) =>
    broker.call('GET /v1/policy/proposals', { signal }),
  );
  return (
    <FailureOr of={loaded}>
      {({ proposals }) =>
        proposals.length === 0 ? (
          <Box>No change was ever proposed.</Box>
        ) : (
          <SpaceBetween size="m">
            {proposals.map((proposal) => (
              <ProposalView key={proposal.id} proposal={proposal} done={loaded.reload} />
            ))}
          </SpaceBetween>
        )
      }
    </FailureOr>
  );
};

const Versions = () => {
  const broker = useBroker();
  const loaded = useLoad('versions', (signal) =>
    broker.call('GET /v1/policy/versions', { signal }),
  );
  return (
    <FailureOr of={loaded}>
      {({ versions }) => (
        <Table
          items={versions}
          trackBy={({ version }) => String(version)}
          enableKeyboardNavigation
          empty={<Box textAlign="center">No versions</Box>}
          columnDefinitions={[
            {
              id: 'version',
              header: 'Version',
              isRowHeader: true,
              cell: ({ version }) => version,
            },
            { id: 'at', header: 'In force since', cell: ({ at }) => <Time at={at} /> },
            {
              id: 'proposed',
              header: 'Proposed by',
              cell: ({ proposedBy }) => proposedBy?.name ?? 'First installation',
            },
            {
              id: 'approved',
              header: 'Approved by',
              cell: ({ approvedBy }) => approvedBy?.name ?? '–',
            },
            { id: 'comment', header: 'Comment', cell: ({ comment }) => comment },
            { id: 'hash', header: 'SHA-256', cell: ({ sha256 }) => sha256.slice(0, 16) },
          ]}
        />
      )}
    </FailureOr>
  );
};

export const Component = () => (
  <Page title="Access policy" description="Who may ask for what, for how long, and who approves.">
    <UrlTabs
      label="Access policy"
      tabs={[
        ['document', 'Document', <Document key="document" />],
        ['proposals', 'Proposals', <Proposals key="proposals" />],
        ['versions', 'Versions', <Versions key="versions" />],
      ]}
    />
  </Page>
);

import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';
import { Time } from '../../shared/time.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { useAws, useLoad } from '../../shared/use-aws.ts';
import { Items } from './items.tsx';
import { findTable, keyText, type SecondaryIndex, type TableDescription } from './table.ts';

interface Props {
  readonly table: TableDescription;
}

const Summary = ({ table }: Props) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={table.TableArn ?? ''} what="ARN" />],
        ['Status', table.TableStatus],
        ['Created', <Time key="created" at={table.CreationDateTime} />],
        ['Primary key', keyText(table, table.KeySchema)],
        ['Items', table.ItemCount],
        ['Size in bytes', table.TableSizeBytes],
        ['Capacity', table.BillingModeSummary?.BillingMode ?? 'PROVISIONED'],
        ['Deletion protection', table.DeletionProtectionEnabled === true ? 'On' : 'Off'],
        ['Encrypted by', table.SSEDescription?.KMSMasterKeyArn ?? 'A key that AWS owns'],
      ]}
    />
  </Container>
);

const indexFacts = (table: TableDescription, index: SecondaryIndex, kind: string) =>
  [
    `${index.IndexName ?? ''} (${kind})`,
    `${keyText(table, index.KeySchema)}; ${index.Projection?.ProjectionType ?? ''}; ${index.ItemCount ?? 0} items${
      index.IndexStatus === undefined ? '' : `; ${index.IndexStatus}`
    }`,
  ] as const;

const Indexes = ({ table }: Props) => {
  const facts = [
    ...(table.GlobalSecondaryIndexes ?? []).map((index) => indexFacts(table, index, 'global')),
    ...(table.LocalSecondaryIndexes ?? []).map((index) => indexFacts(table, index, 'local')),
  ];
  return (
    <Container header={<Header variant="h2">Indexes</Header>}>
      {facts.length === 0 ? 'No indexes' : <Facts columns={1} items={facts} />}
    </Container>
  );
};

const TableTags = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const tags = useAws<{ readonly Tags?: readonly { Key?: string; Value?: string }[] }>({
    service: 'dynamodb',
    operation: 'ListTagsOfResource',
    input: { ResourceArn: arn },
  });
  return (
    <FailureOr of={tags}>
      {({ Tags = [] }) => (
        <TagsSection
          tags={Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('dynamodb', 'UntagResource', { ResourceArn: arn, TagKeys: removed });
            if (added.length > 0)
              await aws.call('dynamodb', 'TagResource', {
                ResourceArn: arn,
                Tags: added.map(({ key, value }) => ({ Key: key, Value: value })),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

const Content = ({ table }: Props) => (
  <SpaceBetween size="l">
    <Summary table={table} />
    <UrlTabs
      label="Table"
      tabs={[
        ['items', 'Items', <Items key="items" table={table} />],
        ['indexes', 'Indexes', <Indexes key="indexes" table={table} />],
        ['tags', 'Tags', <TableTags key="tags" arn={table.TableArn ?? ''} />],
      ]}
    />
  </SpaceBetween>
);

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const table = useLoad(`table ${aws.region} ${name}`, (signal) => findTable(aws, name, signal));
  const buttons = (
    <ConfirmButton
      label="Delete"
      title={`Delete table ${name}`}
      text="The table, its indexes and every item in it are gone."
      act={() => aws.call('dynamodb', 'DeleteTable', { TableName: name })}
      done={() => {
        succeeded(`Table ${name} is being deleted.`);
        void navigate('/dynamodb/tables');
      }}
    />
  );
  return (
    <Page title={name} actions={table.data === undefined ? null : buttons}>
      <FailureOr of={table}>{(found) => <Content table={found} />}</FailureOr>
    </Page>
  );
};

import type { ListQueuesResult } from '@aws-sdk/client-sqs';
import type { Aws } from '../../api/aws.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { usePageTitle } from '../../shared/page-title.ts';
import type { LoadPage } from '../../shared/use-pages.ts';
import { nameOf, type QueueAttributes, queuePath } from './queue.ts';

interface Row {
  readonly name: string;
  readonly url: string;
  /** Undefined where the session may list queues and not look at this one. */
  readonly attributes: QueueAttributes | undefined;
}

const count = (key: string) =>
  ({
    cell: ({ attributes }: Row) => attributes?.[key] ?? '–',
    text: ({ attributes }: Row) => Number(attributes?.[key] ?? -1),
  }) as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Queue name',
    isRowHeader: true,
    cell: ({ name }) => <PageLink to={queuePath(name)}>{name}</PageLink>,
    text: ({ name }) => name,
  },
  {
    id: 'type',
    header: 'Type',
    cell: ({ name }) => (name.endsWith('.fifo') ? 'FIFO' : 'Standard'),
    text: ({ name }) => (name.endsWith('.fifo') ? 'FIFO' : 'Standard'),
  },
  { id: 'available', header: 'Messages available', ...count('ApproximateNumberOfMessages') },
  { id: 'flight', header: 'In flight', ...count('ApproximateNumberOfMessagesNotVisible') },
  { id: 'delayed', header: 'Delayed', ...count('ApproximateNumberOfMessagesDelayed') },
];

const rowOf = async (aws: Aws, url: string, signal: AbortSignal): Promise<Row> => {
  const row = { name: nameOf(url), url };
  try {
    const { Attributes } = await aws.call<{ Attributes?: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl: url, AttributeNames: ['All'] },
      signal,
    );
    return { ...row, attributes: Attributes };
  } catch {
    // A queue that went away, or that this session may not look into, still is on the list.
    return { ...row, attributes: undefined };
  }
};

const loadRows =
  (aws: Aws): LoadPage<Row> =>
  async (token, signal) => {
    const load = pagesOf<ListQueuesResult, string>(
      aws,
      { service: 'sqs', operation: 'ListQueues', count: 20 },
      ({ QueueUrls }) => QueueUrls,
    );
    const page = await load(token, signal);
    const items = await Promise.all(page.items.map((url) => rowOf(aws, url, signal)));
    return { items, token: page.token };
  };

export const Component = () => {
  const aws = useAwsClient();
  usePageTitle('Queues');
  const create = (
    <GoButton to="/sqs/queues/create" variant="primary">
      Create queue
    </GoButton>
  );
  return (
    <AwsTable
      title="Queues"
      headingTag="h1"
      variant="full-page"
      description="Messages that wait for whoever works them off."
      columns={COLUMNS}
      loadKey={`queues ${aws.region}`}
      load={loadRows(aws)}
      idOf={({ url }) => url}
      empty="No queues"
      emptyAction={create}
      filterLabel="Filter queues"
      actions={create}
    />
  );
};

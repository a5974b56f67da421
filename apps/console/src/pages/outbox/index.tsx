import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { request } from '../../api/request.ts';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { usePageTitle } from '../../shared/page-title.ts';
import { Time } from '../../shared/time.tsx';

interface Message {
  readonly id: string;
  readonly sentAt: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

interface Answer {
  readonly messages: readonly Message[];
  readonly next?: number;
}

const COLUMNS: readonly Column<Message>[] = [
  {
    id: 'subject',
    header: 'Subject',
    isRowHeader: true,
    cell: ({ subject, text }) => (
      <ExpandableSection headerText={subject}>
        {/* Somebody's words: shown as text, never as a page. */}
        <Box variant="pre">{text}</Box>
      </ExpandableSection>
    ),
    text: ({ subject, text }) => `${subject} ${text}`,
  },
  { id: 'to', header: 'To', cell: ({ to }) => to.join(', '), text: ({ to }) => to.join(', ') },
  {
    id: 'at',
    header: 'Sent at',
    cell: ({ sentAt }) => <Time at={sentAt} />,
    text: (m) => m.sentAt,
  },
];

/** Mail that would have gone out if a mail server were set up. */
export const Component = () => {
  usePageTitle('Outbox');
  return (
    <AwsTable
      title="Outbox"
      headingTag="h1"
      variant="full-page"
      description="No mail server is set up, so mail is kept here: notices of the broker, codes of user pools, notifications of topics."
      columns={COLUMNS}
      loadKey="outbox"
      load={async (token, signal) => {
        const before = token === undefined ? {} : { before: Number(token) };
        const page = await request<Answer>('/api/outbox', { method: 'POST', body: before, signal });
        return {
          items: page.messages,
          token: page.next === undefined ? undefined : String(page.next),
        };
      }}
      idOf={({ id }) => id}
      empty="No mail yet"
      filterLabel="Filter mail"
    />
  );
};

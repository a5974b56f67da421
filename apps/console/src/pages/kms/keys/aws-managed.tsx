import { useMemo } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { AWS_COLUMNS } from './columns.tsx';
import { keyPages } from './rows.ts';

/** Keys that services made for this account. */
export const Component = () => {
  const aws = useAwsClient();
  const load = useMemo(() => keyPages(aws, 'AWS'), [aws]);
  usePageTitle('AWS managed keys');
  return (
    <AwsTable
      title="AWS managed keys"
      headingTag="h1"
      variant="full-page"
      description="Services make these when something is encrypted without a key of the account's own. They can be looked at and not changed."
      columns={AWS_COLUMNS}
      loadKey={`aws-keys ${aws.region}`}
      load={load}
      idOf={({ id }) => id}
      empty="No service has made a key in this Region yet"
      filterLabel="Filter by alias or ID"
    />
  );
};

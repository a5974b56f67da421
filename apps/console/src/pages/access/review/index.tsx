import { useMe } from '../../../access/me-context.tsx';
import { useBroker } from '../../../access/person-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { requestPages } from '../shared/load-requests.ts';
import { OTHERS_COLUMNS } from '../shared/request-columns.tsx';

/** What waits for this person's decision, by the groups that they are in now. */
export const Component = () => {
  const broker = useBroker();
  const me = useMe();
  usePageTitle('Review queue');
  return (
    <AwsTable
      title="Review queue"
      headingTag="h1"
      variant="full-page"
      description="Requests that you may approve or reject. Open one to see what it would allow."
      columns={OTHERS_COLUMNS}
      loadKey={`review ${me.data?.person.id ?? ''}`}
      load={requestPages(broker, { scope: 'review' })}
      idOf={({ id }) => id}
      empty="Nothing waits for you"
      filterLabel="Filter requests"
    />
  );
};

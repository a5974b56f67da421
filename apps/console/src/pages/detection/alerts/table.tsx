import { AwsTable } from '../../../shared/aws-table.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { ALERT_COLUMNS } from './columns.tsx';
import { alertPages } from './load.ts';

const LATEST = 10;

/** The alerts that wait for somebody, for a summary. */
export const LatestAlerts = () => (
  <AwsTable
    title="Latest open alerts"
    name="alerts"
    columns={ALERT_COLUMNS}
    loadKey="latest alerts"
    load={alertPages({ statuses: ['NEW', 'NOTIFIED'] }, { limit: LATEST })}
    idOf={({ id }) => id}
    empty="No open alerts"
    filterLabel="Filter these alerts"
    pageSize={LATEST}
    wrapLines
    live
    actions={<GoButton to="/detection/alerts">All alerts</GoButton>}
  />
);

import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AlertRow, AlertsAnswer } from '../../../api/detection/alerts.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { Page } from '../../../shared/page.tsx';
import { useStatus } from '../shared/use-status.ts';
import { ChangeButtons } from './change.tsx';
import { ALERT_COLUMNS } from './columns.tsx';
import { Filters } from './filters.tsx';
import { type AlertFilters, alertPages, FILTER_NAMES, questionOf } from './load.ts';

const PAGE = 50;

/** The filters that the address has. */
const useFilters = () => {
  const [search, setSearch] = useSearchParams();
  const get = (name: keyof AlertFilters): string => search.get(name) ?? '';
  const filters: AlertFilters = {
    severities: get('severities'),
    statuses: get('statuses'),
    origins: get('origins'),
    rule: get('rule'),
    account: get('account'),
    text: get('text'),
  };
  const change = (part: Partial<AlertFilters>): void => {
    const next = { ...filters, ...part };
    setSearch(
      FILTER_NAMES.flatMap((name) =>
        next[name] === '' ? [] : [[name, next[name]] as [string, string]],
      ),
      { replace: true },
    );
  };
  return { filters, change };
};

/** Alerts, the latest first, as they come. */
export const Component = () => {
  const { filters, change } = useFilters();
  const [selected, select] = useState<readonly AlertRow[]>([]);
  const [turn, setTurn] = useState(0);
  const [counts, setCounts] = useState<AlertsAnswer['counts']>();
  const { data: status } = useStatus();
  const key = JSON.stringify(filters);
  return (
    <Page title="Alerts" description="What detection found, the latest first. The list follows.">
      <SpaceBetween size="l">
        <Filters filters={filters} counts={counts?.byStatus} change={change} />
        <AwsTable
          title="Alerts"
          columns={ALERT_COLUMNS}
          loadKey={key}
          load={alertPages(questionOf(filters), { limit: PAGE, told: setCounts })}
          turn={turn}
          idOf={({ id }) => id}
          empty="No such alerts"
          filterLabel="Filter the loaded alerts"
          pageSize={25}
          wrapLines
          live
          selection={{ type: 'multi', selected, select }}
          actions={
            status?.may.changeAlerts === false ? undefined : (
              <ChangeButtons
                ids={selected.map(({ id }) => id)}
                changed={() => {
                  select([]);
                  setTurn((before) => before + 1);
                }}
              />
            )
          }
        />
      </SpaceBetween>
    </Page>
  );
};

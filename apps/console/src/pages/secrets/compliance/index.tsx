import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { type ComplianceRow, type ComplianceSummary, judgeSecrets } from '../../../api/secrets.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { saveFile, saveJson } from '../../../shared/save-file.ts';
import { UnreadAlert } from '../../../shared/unread-alert.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { COLUMNS } from './columns.tsx';
import { csvOf } from './csv.ts';
import { Explanation } from './explanation.tsx';
import { FilterFields, isShown, useFilters } from './filters.tsx';

const ExportMenu = ({ rows }: { readonly rows: readonly ComplianceRow[] }) => (
  <ButtonDropdown
    items={[
      { id: 'csv', text: 'CSV' },
      { id: 'json', text: 'JSON' },
    ]}
    onItemClick={({ detail }) =>
      detail.id === 'csv'
        ? saveFile(csvOf(rows), 'secret-compliance.csv', 'text/csv')
        : saveJson(rows, 'secret-compliance.json')
    }
  >
    Export
  </ButtonDropdown>
);

const failing = (rows: readonly ComplianceRow[]): number =>
  new Set(rows.filter(({ status }) => status === 'failed').map(({ arn }) => arn)).size;

const summaryText = ({ secrets, regions, excluded, rows }: ComplianceSummary): string => {
  const going =
    excluded.length === 0 ? '' : ` ${excluded.length} scheduled for deletion are not judged.`;
  const wrong = failing(rows);
  return `${secrets} secrets in ${regions} Regions of this account; ${wrong} ${wrong === 1 ? 'fails' : 'fail'} a rule.${going}`;
};

interface Props {
  readonly found: ComplianceSummary;
  readonly reload: () => void;
}

const Judged = ({ found, reload }: Props) => {
  const [filters, change] = useFilters();
  const [selected, select] = useState<readonly ComplianceRow[]>([]);
  const rows = found.rows.filter(isShown(filters));
  const [explained] = selected;
  return (
    <SpaceBetween size="l">
      <UnreadAlert unread={found.unread} />
      <AwsTable
        title="Compliance"
        headingTag="h1"
        name="compliance"
        wrapLines
        description={`${summaryText(found)} Select a row to see on what it rests.`}
        columns={COLUMNS}
        loadKey={JSON.stringify([filters, found.at])}
        load={async () => ({ items: rows })}
        idOf={({ arn, rule }) => `${arn} ${rule}`}
        empty={found.rows.length === 0 ? 'There are no secrets' : 'Nothing is like that'}
        filterLabel="Filter secrets"
        pageSize={10}
        selection={{ type: 'single', selected, select }}
        extraFilter={<FilterFields rows={found.rows} filters={filters} change={change} />}
        actions={
          <Actions>
            <Button onClick={reload}>Judge again</Button>
            <ExportMenu rows={rows} />
          </Actions>
        }
      />
      {explained === undefined ? null : <Explanation row={explained} />}
    </SpaceBetween>
  );
};

/** What rules say of the account's secrets in all Regions. */
export const Component = () => {
  const account = useAccount();
  const { region } = useAwsClient();
  usePageTitle('Compliance of secrets');
  const found = useLoad(`compliance ${account}`, (signal) => judgeSecrets(region, signal));
  return (
    <FailureOr of={found}>
      {(summary) => <Judged found={summary} reload={found.reload} />}
    </FailureOr>
  );
};

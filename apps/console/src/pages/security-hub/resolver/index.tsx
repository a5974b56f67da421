import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { RESOLVED_BY_RESOLVER } from '../shared/filter.ts';
import { findingsPath } from '../shared/paths.ts';
import { Deletions, outcomeText } from './deletions.tsx';
import { loadReport, type Report } from './report-api.ts';

const DAYS = 90;

const REASONS: Readonly<Record<string, string>> = {
  'failed-call': 'The call failed',
  'scheduled-only': 'Deletion is scheduled only',
  'part-of-a-resource': 'Only a part of a resource',
  'unknown-resource': 'A kind of resource that is not known',
  unreadable: 'The event cannot be read',
};

interface RowsProps<Row> {
  readonly title: string;
  readonly description?: string;
  readonly rows: readonly Row[];
  readonly columns: readonly (readonly [header: string, cell: (row: Row) => ReactNode])[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
}

const Rows = <Row,>({ title, description, rows, columns, keyOf, empty }: RowsProps<Row>) => (
  <Table
    items={rows}
    trackBy={keyOf}
    header={
      <Header variant="h2" counter={`(${rows.length})`} description={description}>
        {title}
      </Header>
    }
    columnDefinitions={columns.map(([header, cell], at) => ({
      id: header,
      header,
      cell,
      isRowHeader: at === 0,
    }))}
    ariaLabels={{ tableLabel: title }}
    empty={empty}
  />
);

const Resolver = ({ resolver }: { readonly resolver: NonNullable<Report['resolver']> }) => {
  const { products, types, ignored } = resolver.totals;
  return (
    <SpaceBetween size="l">
      {resolver.dryRun ? (
        <Alert type="warning" header="Dry run">
          The resolver finds and reports, and changes no finding.
        </Alert>
      ) : null}
      <Deletions days={DAYS} turn={JSON.stringify([products, types, resolver.deletions[0]])} />
      <Rows
        title="Findings by product"
        rows={products}
        keyOf={({ product, outcome }) => `${product} ${outcome}`}
        columns={[
          ['Product', ({ product }) => product],
          ['Outcome', ({ outcome }) => outcomeText(outcome)],
          ['Findings', ({ number }) => number],
        ]}
        empty="Nothing has been resolved yet"
      />
      <Rows
        title="Deletions by type"
        rows={types}
        keyOf={({ type }) => type}
        columns={[
          ['Resource type', ({ type }) => type],
          ['Deletions', ({ deletions }) => deletions],
          ['Findings resolved', ({ resolved }) => resolved],
        ]}
        empty="No deletion has been heard of"
      />
      <Rows
        title="Ignored"
        description="Events that sound like a deletion and led to nothing."
        rows={ignored}
        keyOf={({ what, reason }) => `${what} ${reason}`}
        columns={[
          ['Event', ({ what }) => what],
          ['Why', ({ reason }) => REASONS[reason] ?? reason],
          ['Times', ({ number }) => number],
          ['Last', ({ lastAt }) => <Time at={lastAt} />],
        ]}
        empty="Nothing was ignored"
      />
    </SpaceBetween>
  );
};

const Falco = ({ falco }: { readonly falco: NonNullable<Report['falco']> }) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Falco bridge</Header>}>
      <Facts
        columns={2}
        items={[
          ['Findings that wait to be imported', falco.waiting],
          ['For', falco.places.length === 0 ? 'Nobody' : falco.places.join(', ')],
        ]}
      />
    </Container>
    <Rows
      title="Alerts that Security Hub refused"
      rows={falco.refused}
      keyOf={({ findingId }) => findingId}
      columns={[
        ['Rule', ({ rule }) => rule],
        ['Error', ({ code, message }) => `${code}: ${message}`],
        ['Time', ({ at }) => <Time at={at} />],
      ]}
      empty="None was refused"
    />
  </SpaceBetween>
);

/** What was resolved and why, and what became of Falco's alerts. */
export const Component = () => {
  const aws = useAwsClient();
  const found = useLoad(`resolver report ${aws.region}`, (signal) =>
    loadReport(DAYS, undefined, signal),
  );
  useWatch(found.reload);
  return (
    <Page
      title="Resolver and Falco"
      description={`Findings that were resolved because their resource no longer exists, of the last ${DAYS} days, and the bridge that makes findings of Falco's alerts.`}
      actions={
        <>
          <GoButton to={findingsPath(RESOLVED_BY_RESOLVER)}>Show resolved findings</GoButton>
          <GoButton to={findingsPath(RESOLVED_BY_RESOLVER, 'ProductName')}>
            Create insight by product
          </GoButton>
        </>
      }
    >
      <FailureOr of={found}>
        {({ resolver, falco }) => (
          <SpaceBetween size="l">
            {resolver === undefined ? (
              <Alert type="info">The finding resolver does not run on this server.</Alert>
            ) : (
              <Resolver resolver={resolver} />
            )}
            {falco === undefined ? (
              <Alert type="info">The Falco bridge does not run on this server.</Alert>
            ) : (
              <Falco falco={falco} />
            )}
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};

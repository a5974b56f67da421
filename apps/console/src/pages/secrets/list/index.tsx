import type { ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useLater } from '../../../shared/use-later.ts';
import { COLUMNS, type SecretRow } from './columns.tsx';
import { inputOf, SecretFilterFields, useSecretFilter } from './filter.tsx';

const PAGE = 100;

/** The secrets of this Region, as ListSecrets finds them. */
export const Component = () => {
  const aws = useAwsClient();
  const [filter, change] = useSecretFilter();
  const value = useLater(filter.value);
  const input = inputOf({ ...filter, value });
  usePageTitle('Secrets');
  const store = (
    <GoButton to="/secrets-manager/store" variant="primary">
      Store a new secret
    </GoButton>
  );
  return (
    <AwsTable
      title="Secrets"
      headingTag="h1"
      variant="full-page"
      description="Credentials, tokens and other secrets of this Region, encrypted with keys of KMS."
      wrapLines
      columns={COLUMNS}
      loadKey={`secrets ${aws.region} ${JSON.stringify(input)}`}
      load={pagesOf<ListSecretsResponse, SecretRow>(
        aws,
        { service: 'secretsmanager', operation: 'ListSecrets', input, count: PAGE },
        ({ SecretList }) => SecretList,
      )}
      idOf={({ ARN = '' }) => ARN}
      empty={
        filter.value === '' ? 'No secrets in this Region' : 'No secret of this Region is like that'
      }
      emptyAction={store}
      filterLabel="Filter what is shown"
      extraFilter={<SecretFilterFields filter={filter} change={change} />}
      actions={store}
    />
  );
};

import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import Container from '@cloudscape-design/components/container';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { GRANT_COLUMNS } from '../grants/columns.tsx';
import type { GrantRow } from '../grants/grant.ts';
import { counted } from '../shared/names.ts';
import { usePrincipals } from '../shared/use-principals.ts';

const COLUMNS: readonly Column<GrantRow>[] = [
  {
    id: 'key',
    header: 'Key',
    cell: ({ KeyId }) => <Copyable text={KeyId} what="key ARN" />,
    text: ({ KeyId }) => KeyId,
  },
  ...GRANT_COLUMNS.filter(({ id }) => id !== 'retiring'),
];

const RetirableTable = ({ principal }: { readonly principal: string }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly GrantRow[]>([]);
  const [turn, setTurn] = useState(0);
  const count = counted(selected.length, 'grant');
  return (
    <AwsTable
      title="Grants"
      wrapLines
      columns={COLUMNS}
      loadKey={`retirable ${aws.region} ${principal}`}
      turn={turn}
      load={pagesOf<ListGrantsResponse, GrantRow>(
        aws,
        {
          service: 'kms',
          operation: 'ListRetirableGrants',
          input: { RetiringPrincipal: principal },
        },
        (output) => output.Grants,
      )}
      idOf={({ GrantId = '' }) => GrantId}
      empty="No grant names this principal as the one to retire it"
      filterLabel="Filter grants"
      selection={{ type: 'multi', selected, select }}
      actions={
        <ConfirmButton
          label="Retire"
          title={`Retire ${count}`}
          text="What they were for is done. Their grantees can no longer use the keys by them."
          disabled={selected.length === 0}
          act={async () => {
            for (const { KeyId, GrantId } of selected)
              await aws.call('kms', 'RetireGrant', { KeyId, GrantId });
          }}
          done={() => {
            succeeded(`${count} retired.`);
            select([]);
            setTurn((before) => before + 1);
          }}
        />
      }
    />
  );
};

const Chosen = ({ mine }: { readonly mine: string }) => {
  const [search, setSearch] = useSearchParams();
  const choices = usePrincipals();
  const [typed, setTyped] = useState(search.get('principal') ?? mine);
  const principal = useLater(typed.trim());
  return (
    <>
      <Container>
        <SuggestField
          label="Retiring principal"
          description="A user, role, session or account of this account, by its ARN."
          value={typed}
          choices={choices}
          change={(arn) => {
            setTyped(arn);
            setSearch({ principal: arn }, { replace: true });
          }}
        />
      </Container>
      {principal === '' ? null : <RetirableTable principal={principal} />}
    </>
  );
};

/** Grants that a principal may end when what they were for is done, also on keys of other accounts. */
export const Component = () => {
  const identity = useAws<GetCallerIdentityResponse>({
    service: 'sts',
    operation: 'GetCallerIdentity',
    input: {},
  });
  return (
    <Page
      title="Grants to retire"
      description="Grants do not expire: somebody retires them when they are no longer needed."
    >
      <FailureOr of={identity}>{({ Arn = '' }) => <Chosen mine={Arn} />}</FailureOr>
    </Page>
  );
};

import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { counted } from '../shared/names.ts';
import type { OfKey } from '../shared/of-key.ts';
import { GRANT_COLUMNS } from './columns.tsx';
import { CreateGrant } from './create.tsx';
import { granteeOf, type GrantRow } from './grant.ts';

interface FindProps {
  readonly found: string;
  readonly find: (text: string) => void;
}

/** By KMS itself, however many there are: a grantee, or the id of a grant. */
const FindField = ({ found, find }: FindProps) => {
  const [typed, setTyped] = useState(found);
  return (
    <Input
      ariaLabel="Grantee or grant ID, exactly"
      placeholder="Grantee or grant ID, exactly"
      type="search"
      value={typed}
      onChange={({ detail }) => {
        setTyped(detail.value);
        if (detail.value === '') find('');
      }}
      onKeyDown={({ detail }) => {
        if (detail.key === 'Enter') find(typed.trim());
      }}
    />
  );
};

const findInput = (text: string): object => {
  if (text === '') return {};
  return /^[0-9a-f]{64}$/.test(text) ? { GrantId: text } : { GranteePrincipal: text };
};

interface EndProps extends OfKey {
  readonly selected: readonly GrantRow[];
  readonly ended: () => void;
}

const EndButtons = ({ metadata: { Arn }, selected, ended }: EndProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const count = counted(selected.length, 'grant');
  const whom = selected.map(granteeOf).join(', ');
  const end = (operation: string) => async (): Promise<void> => {
    for (const { GrantId } of selected) await aws.call('kms', operation, { KeyId: Arn, GrantId });
  };
  const done = (word: string) => (): void => {
    succeeded(`${count} ${word}.`);
    ended();
  };
  return (
    <>
      <ConfirmButton
        label="Retire"
        title={`Retire ${count}`}
        text={`What the grant was for is done. ${whom} can no longer use the key by it. Only the retiring principal, a grantee who may, and the account that made it can retire it.`}
        disabled={selected.length === 0}
        act={end('RetireGrant')}
        done={done('retired')}
      />
      <ConfirmButton
        label="Revoke"
        title={`Revoke ${count}`}
        text={`${whom} can no longer use the key by it, whatever is still under way: a volume that is encrypted cannot be attached again. Grants that were made by it stay.`}
        disabled={selected.length === 0}
        act={end('RevokeGrant')}
        done={done('revoked')}
      />
    </>
  );
};

export const GrantsTable = (of: OfKey) => {
  const { KeyId = '' } = of.metadata;
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [selected, select] = useState<readonly GrantRow[]>([]);
  const [turn, setTurn] = useState(0);
  const found = search.get('grant') ?? '';
  const again = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const create = (
    <OpenButton label="Create grant" variant="primary">
      {(close) => <CreateGrant {...of} close={close} created={again} />}
    </OpenButton>
  );
  return (
    <AwsTable
      title="Grants"
      name="grants"
      wrapLines
      description="What they permit is beside the policies; a Deny in a policy is over all of them. They last until somebody retires or revokes them."
      columns={GRANT_COLUMNS}
      loadKey={`grants ${aws.region} ${KeyId} ${found}`}
      turn={turn}
      load={pagesOf<ListGrantsResponse, GrantRow>(
        aws,
        { service: 'kms', operation: 'ListGrants', input: { KeyId, ...findInput(found) } },
        (output) => output.Grants,
      )}
      idOf={({ GrantId = '' }) => GrantId}
      empty={found === '' ? 'No grants: only the policies decide' : `No grant for ${found}`}
      filterLabel="Filter grants"
      extraFilter={
        <FindField
          key={found}
          found={found}
          find={(text) =>
            setSearch({ tab: 'grants', ...(text === '' ? {} : { grant: text }) }, { replace: true })
          }
        />
      }
      selection={{ type: 'multi', selected, select }}
      actions={
        <>
          <EndButtons {...of} selected={selected} ended={again} />
          {create}
        </>
      }
    />
  );
};

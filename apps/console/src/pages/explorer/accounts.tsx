import type { ListAccountsResponse } from '@aws-sdk/client-organizations';
import { usePerson } from '../../access/person-context.tsx';
import { ApiError } from '../../api/api-error.ts';
import type { Aws } from '../../api/aws.ts';
import { keptRoles } from '../../session/preferences.ts';
import { useAwsClient, useSession } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { allOf, pagesOf } from '../../shared/lists.ts';
import { requestPages } from '../access/shared/load-requests.ts';

interface Reach {
  readonly account: string;
  readonly name: string;
  readonly how: string;
}

const COLUMNS: readonly Column<Reach>[] = [
  {
    id: 'account',
    header: 'Account',
    isRowHeader: true,
    cell: ({ account }) => account,
    text: ({ account }) => account,
  },
  { id: 'name', header: 'Name', cell: ({ name }) => name || '–', text: ({ name }) => name },
  { id: 'how', header: 'How', cell: ({ how }) => how, text: ({ how }) => how },
];

/** The accounts of the organization; none where the session may not list them. */
const listed = async (aws: Aws, signal: AbortSignal): Promise<readonly Reach[]> => {
  const load = pagesOf<ListAccountsResponse, Reach>(
    aws,
    { service: 'organizations', operation: 'ListAccounts' },
    ({ Accounts }) =>
      Accounts?.map(({ Id = '', Name = '' }) => ({
        account: Id,
        name: Name,
        how: 'In the organization; a role there has to trust this session',
      })),
  );
  try {
    return await allOf(load, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return [];
    throw error;
  }
};

export const Accounts = () => {
  const aws = useAwsClient();
  const { home, role } = useSession();
  const { state, broker } = usePerson();
  const load = async (_token: string | undefined, signal: AbortSignal) => {
    const here = role?.account ?? home.account;
    const accounts = await listed(aws, signal);
    const grants =
      state === 'in'
        ? await allOf(requestPages(broker, { scope: 'mine', state: 'active' }), signal)
        : [];
    const items: readonly Reach[] = [
      { account: here, name: '', how: 'This session' },
      ...grants.flatMap(({ id, targets }) =>
        targets.map(({ account, accountName, roleName }) => ({
          account,
          name: accountName,
          how: `Live access ${id}: role ${roleName}`,
        })),
      ),
      ...keptRoles().map(({ account, roleName }) => ({
        account,
        name: '',
        how: `Switched to role ${roleName} from this browser`,
      })),
      ...accounts.filter(({ account }) => account !== here),
    ];
    const names = new Map(accounts.map(({ account, name }) => [account, name]));
    return {
      items: items.map((reach) => ({
        ...reach,
        name: reach.name || (names.get(reach.account) ?? ''),
      })),
    };
  };
  return (
    <AwsTable
      title="Accounts I can reach"
      name="accounts"
      description="By this session, by live access, by roles switched to lately, and what the organization shows."
      columns={COLUMNS}
      loadKey={`accounts ${state}`}
      load={load}
      idOf={({ account, how }) => `${account} ${how}`}
      empty="No accounts"
      filterLabel="Filter accounts"
      pageSize={10}
    />
  );
};

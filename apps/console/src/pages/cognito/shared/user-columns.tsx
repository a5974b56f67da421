import type { UserType } from '@aws-sdk/client-cognito-identity-provider';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Json } from '../../../api/json.ts';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { userPath } from './names.ts';

export type PoolUser = Json<UserType>;

export const attributeOf = (user: PoolUser, name: string): string | undefined =>
  user.Attributes?.find(({ Name }) => Name === name)?.Value;

export const Enabled = ({ enabled }: { readonly enabled: boolean | undefined }) =>
  enabled === false ? (
    <StatusIndicator type="stopped">Disabled</StatusIndicator>
  ) : (
    <StatusIndicator type="success">Enabled</StatusIndicator>
  );

export const userColumns = (pool: string): readonly Column<PoolUser>[] => [
  {
    id: 'name',
    header: 'User name',
    isRowHeader: true,
    cell: ({ Username = '' }) => <PageLink to={userPath(pool, Username)}>{Username}</PageLink>,
    text: ({ Username }) => Username,
  },
  {
    id: 'email',
    header: 'Email',
    cell: (user) => attributeOf(user, 'email') ?? '–',
    text: (user) => attributeOf(user, 'email'),
  },
  {
    id: 'status',
    header: 'Confirmation',
    cell: ({ UserStatus }) => UserStatus,
    text: ({ UserStatus }) => UserStatus,
  },
  {
    id: 'enabled',
    header: 'State',
    cell: ({ Enabled: enabled }) => <Enabled enabled={enabled} />,
    text: ({ Enabled: enabled }) => (enabled === false ? 'Disabled' : 'Enabled'),
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ UserCreateDate }) => <Time at={UserCreateDate} />,
    text: ({ UserCreateDate }) => UserCreateDate,
  },
];

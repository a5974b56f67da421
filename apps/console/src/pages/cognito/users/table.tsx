import type { ListUsersResponse } from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { CreateDialog } from '../shared/create-dialog.tsx';
import { type PoolUser, userColumns } from '../shared/user-columns.tsx';

const CreateUser = ({
  pool,
  close,
  created,
}: {
  readonly pool: string;
  readonly close: () => void;
  readonly created: () => void;
}) => {
  const aws = useAwsClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const create = async (name: string): Promise<void> => {
    await aws.call('cognito-idp', 'AdminCreateUser', {
      UserPoolId: pool,
      Username: name,
      ...(password === '' ? {} : { TemporaryPassword: password }),
      ...(email === ''
        ? { MessageAction: 'SUPPRESS' }
        : {
            DesiredDeliveryMediums: ['EMAIL'],
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
            ],
          }),
    });
    created();
  };
  return (
    <CreateDialog title="Create user" nameLabel="User name" create={create} close={close}>
      <TextField
        label="Email (optional)"
        constraint="An invitation with the temporary password is sent there"
        value={email}
        change={setEmail}
      />
      <TextField
        label="Temporary password (optional)"
        type="password"
        constraint="One is made up where none is given"
        value={password}
        change={setPassword}
      />
    </CreateDialog>
  );
};

/** Characters that the filter's own language gives a meaning. */
const escaped = (text: string): string => text.replaceAll(/["\\]/g, String.raw`\$&`);

/** The beginning of a name, which the pool itself looks for; it is in the address. */
const useBegin = (): readonly [begin: string, set: (begin: string) => void] => {
  const [search, setSearch] = useSearchParams();
  const set = (begin: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (begin === '') next.delete('begins');
        else next.set('begins', begin);
        return next;
      },
      { replace: true },
    );
  return [search.get('begins') ?? '', set];
};

const BeginForm = ({
  begin,
  ask,
}: {
  readonly begin: string;
  readonly ask: (begin: string) => void;
}) => {
  const [typed, setTyped] = useState(begin);
  return (
    <form
      className="gh-actions"
      onSubmit={(event) => {
        event.preventDefault();
        ask(typed);
      }}
    >
      <Input
        value={typed}
        type="search"
        placeholder="User name begins with"
        ariaLabel="User name begins with"
        onChange={({ detail }) => setTyped(detail.value)}
      />
      <Button formAction="submit">Search</Button>
    </form>
  );
};

export const Users = ({ pool }: { readonly pool: string }) => {
  const aws = useAwsClient();
  const [begin, setBegin] = useBegin();
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const input = {
    UserPoolId: pool,
    ...(begin === '' ? {} : { Filter: `username ^= "${escaped(begin)}"` }),
  };
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create user
    </Button>
  );
  return (
    <>
      <AwsTable
        title="Users"
        name="users"
        columns={userColumns(pool)}
        loadKey={`${pool} ${begin} ${turn}`}
        load={async (token, signal) => {
          // This list has a name of its own for the token.
          const found = await aws.call<ListUsersResponse>(
            'cognito-idp',
            'ListUsers',
            { ...input, Limit: 60, ...(token === undefined ? {} : { PaginationToken: token }) },
            signal,
          );
          return { items: found.Users ?? [], token: found.PaginationToken };
        }}
        idOf={({ Username = '' }: PoolUser) => Username}
        empty={begin === '' ? 'No users' : `No user name begins with ${begin}`}
        emptyAction={create}
        filterLabel="Filter users"
        extraFilter={<BeginForm begin={begin} ask={setBegin} />}
        actions={create}
      />
      {open ? (
        <CreateUser
          pool={pool}
          close={() => setOpen(false)}
          created={() => setTurn((before) => before + 1)}
        />
      ) : null}
    </>
  );
};

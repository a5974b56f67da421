import type {
  CreateUserPoolResponse,
  ListUserPoolsResponse,
  UserPoolDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';
import { CreateDialog } from '../shared/create-dialog.tsx';
import { poolPath } from '../shared/names.ts';

type Row = Json<UserPoolDescriptionType>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'User pool name',
    isRowHeader: true,
    cell: ({ Id = '', Name }) => <PageLink to={poolPath(Id)}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  { id: 'id', header: 'User pool ID', cell: ({ Id }) => Id, text: ({ Id }) => Id },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationDate }) => <Time at={CreationDate} />,
    text: ({ CreationDate }) => CreationDate,
  },
];

const CreatePool = ({ close }: { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [signIn, setSignIn] = useState('username');
  const [adminOnly, setAdminOnly] = useState(true);
  const create = async (name: string): Promise<void> => {
    const { UserPool } = await aws.call<CreateUserPoolResponse>('cognito-idp', 'CreateUserPool', {
      PoolName: name,
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: adminOnly },
      ...(signIn === 'email' ? { UsernameAttributes: ['email'] } : {}),
    });
    await navigate(poolPath(UserPool?.Id ?? ''));
  };
  return (
    <CreateDialog title="Create user pool" nameLabel="User pool name" create={create} close={close}>
      <ChoiceField
        label="People sign in with"
        description="This cannot be changed later."
        value={signIn}
        options={[
          ['username', 'User name'],
          ['email', 'Email address'],
        ]}
        change={setSignIn}
      />
      <Checkbox checked={adminOnly} onChange={({ detail }) => setAdminOnly(detail.checked)}>
        Only administrators create users
      </Checkbox>
    </CreateDialog>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  usePageTitle('User pools');
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create user pool
    </Button>
  );
  return (
    <>
      <AwsTable
        title="User pools"
        headingTag="h1"
        variant="full-page"
        description="People who sign in, and the applications that they sign in to."
        columns={COLUMNS}
        loadKey={`pools ${aws.region}`}
        load={pagesOf<ListUserPoolsResponse, Row>(
          aws,
          { service: 'cognito-idp', operation: 'ListUserPools' },
          ({ UserPools }) => UserPools,
        )}
        idOf={({ Id = '' }) => Id}
        empty="No user pools"
        emptyAction={create}
        filterLabel="Filter user pools"
        actions={create}
      />
      {open ? <CreatePool close={() => setOpen(false)} /> : null}
    </>
  );
};

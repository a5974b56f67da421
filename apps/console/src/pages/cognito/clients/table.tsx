import type {
  ListUserPoolClientsResponse,
  UserPoolClientDescription,
} from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { CreateDialog } from '../shared/create-dialog.tsx';
import { clientPath, linesOf } from '../shared/names.ts';

type Row = Json<UserPoolClientDescription>;

const columns = (pool: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'App client name',
    isRowHeader: true,
    cell: ({ ClientId = '', ClientName }) => (
      <PageLink to={clientPath(pool, ClientId)}>{ClientName}</PageLink>
    ),
    text: ({ ClientName }) => ClientName,
  },
  { id: 'id', header: 'Client ID', cell: ({ ClientId }) => ClientId, text: (row) => row.ClientId },
];

const CreateClient = ({
  pool,
  close,
  created,
}: {
  readonly pool: string;
  readonly close: () => void;
  readonly created: () => void;
}) => {
  const aws = useAwsClient();
  const [secret, setSecret] = useState(false);
  const [callbacks, setCallbacks] = useState('');
  const create = async (name: string): Promise<void> => {
    const CallbackURLs = linesOf(callbacks);
    await aws.call('cognito-idp', 'CreateUserPoolClient', {
      UserPoolId: pool,
      ClientName: name,
      GenerateSecret: secret,
      ...(CallbackURLs.length === 0
        ? {}
        : {
            CallbackURLs,
            AllowedOAuthFlowsUserPoolClient: true,
            AllowedOAuthFlows: ['code'],
            AllowedOAuthScopes: ['openid', 'email', 'profile'],
            SupportedIdentityProviders: ['COGNITO'],
          }),
    });
    created();
  };
  return (
    <CreateDialog
      title="Create app client"
      nameLabel="App client name"
      create={create}
      close={close}
    >
      <FormField
        label="Callback URLs (optional)"
        constraintText="One a line. With any, people sign in on the pool's own pages, with code and PKCE."
      >
        <Textarea
          value={callbacks}
          rows={3}
          onChange={({ detail }) => setCallbacks(detail.value)}
        />
      </FormField>
      <Checkbox checked={secret} onChange={({ detail }) => setSecret(detail.checked)}>
        Make a client secret: only for servers, who can keep one
      </Checkbox>
    </CreateDialog>
  );
};

export const Clients = ({ pool }: { readonly pool: string }) => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create app client
    </Button>
  );
  return (
    <>
      <AwsTable
        title="App clients"
        name="clients"
        columns={columns(pool)}
        loadKey={`${pool} ${turn}`}
        load={pagesOf<ListUserPoolClientsResponse, Row>(
          aws,
          { service: 'cognito-idp', operation: 'ListUserPoolClients', input: { UserPoolId: pool } },
          ({ UserPoolClients }) => UserPoolClients,
        )}
        idOf={({ ClientId = '' }) => ClientId}
        empty="No app clients"
        emptyAction={create}
        filterLabel="Filter app clients"
        actions={create}
      />
      {open ? (
        <CreateClient
          pool={pool}
          close={() => setOpen(false)}
          created={() => setTurn((before) => before + 1)}
        />
      ) : null}
    </>
  );
};

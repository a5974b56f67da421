import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { CreateDialog } from '../shared/create-dialog.tsx';

interface Props {
  readonly pool: Json<UserPoolType>;
  readonly changed: () => void;
}

/** The name under which the pool's own sign-in pages are found. */
export const PoolDomain = ({ pool, changed }: Props) => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  const { Id = '', Domain, CustomDomain } = pool;
  const remove = (
    <ConfirmButton
      label="Delete domain"
      title={`Delete domain ${Domain ?? ''}`}
      text="Nobody can sign in on the pool's own pages then."
      act={() => aws.call('cognito-idp', 'DeleteUserPoolDomain', { UserPoolId: Id, Domain })}
      done={changed}
    />
  );
  const create = <Button onClick={() => setOpen(true)}>Create domain</Button>;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Where the pool's own sign-in pages are."
          actions={Domain === undefined ? create : remove}
        >
          Domain
        </Header>
      }
    >
      {Domain === undefined && CustomDomain === undefined ? (
        <Box color="text-body-secondary">No domain: the pool has no sign-in pages.</Box>
      ) : (
        <Facts
          columns={2}
          items={[
            ['Prefix', Domain],
            ['Own domain', CustomDomain],
          ]}
        />
      )}
      {open ? (
        <CreateDialog
          title="Create domain"
          nameLabel="Domain prefix"
          constraint="Lower case letters, digits and hyphens"
          create={async (name) => {
            await aws.call('cognito-idp', 'CreateUserPoolDomain', { UserPoolId: Id, Domain: name });
            changed();
          }}
          close={() => setOpen(false)}
        />
      ) : null}
    </Container>
  );
};

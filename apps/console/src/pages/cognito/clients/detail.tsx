import type {
  DescribeUserPoolClientResponse,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { linesOf, poolPath } from '../shared/names.ts';

type Client = Json<UserPoolClientType>;

interface Props {
  readonly client: Client;
  readonly changed: () => void;
}

const LISTS = [
  ['CallbackURLs', 'Callback URLs'],
  ['LogoutURLs', 'Sign-out URLs'],
  ['AllowedOAuthFlows', 'Grant types'],
  ['AllowedOAuthScopes', 'Scopes'],
] as const;

const listsOf = (client: Client): Readonly<Record<string, string>> =>
  Object.fromEntries(LISTS.map(([key]) => [key, (client[key] ?? []).join('\n')]));

/** UpdateUserPoolClient sets whatever is left out back to its default: everything else goes along as it is. */
const updated = (client: Client, edited: Readonly<Record<string, string>>): object => {
  const {
    ClientSecret: _secret,
    CreationDate: _made,
    LastModifiedDate: _changed,
    ...rest
  } = client;
  const lists = Object.fromEntries(LISTS.map(([key]) => [key, linesOf(edited[key] ?? '')]));
  const flows = linesOf(edited['AllowedOAuthFlows'] ?? '');
  return { ...rest, ...lists, AllowedOAuthFlowsUserPoolClient: flows.length > 0 };
};

const OAuth = ({ client, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('cognito-idp', 'UpdateUserPoolClient', updated(client, edited ?? {})),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit OAuth settings"
      saveLabel="Save OAuth settings"
      edit={() => setEdited(listsOf(client))}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          OAuth settings
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Facts
            columns={2}
            items={LISTS.map(([key, label]) => [label, (client[key] ?? []).join(', ')])}
          />
        ) : (
          LISTS.map(([key, label]) => (
            <FormField key={key} label={label} constraintText="One a line">
              <Textarea
                value={edited[key] ?? ''}
                rows={3}
                onChange={({ detail }) => setEdited({ ...edited, [key]: detail.value })}
              />
            </FormField>
          ))
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const validity = (client: Client, kind: 'Access' | 'Id' | 'Refresh'): string => {
  const unit =
    client.TokenValidityUnits?.[`${kind}Token`] ?? (kind === 'Refresh' ? 'days' : 'hours');
  const value = client[`${kind}TokenValidity`];
  return value === undefined ? '' : `${value} ${unit}`;
};

const Summary = ({ client }: Pick<Props, 'client'>) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['Client ID', <Copyable key="id" text={client.ClientId} what="client ID" />],
        ['Client secret', client.ClientSecret === undefined ? 'None' : 'There is one'],
        ['Created', <Time key="created" at={client.CreationDate} />],
        ['Ways to authenticate', client.ExplicitAuthFlows?.join(', ')],
        ['Access tokens last', validity(client, 'Access')],
        ['ID tokens last', validity(client, 'Id')],
        ['Refresh tokens last', validity(client, 'Refresh')],
        ['Identity providers', client.SupportedIdentityProviders?.join(', ')],
        ['Token revocation', client.EnableTokenRevocation === true ? 'Yes' : 'No'],
      ]}
    />
  </Container>
);

export const Component = () => {
  const { pool = '', client: id = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const input = { UserPoolId: pool, ClientId: id };
  const client = useAws<DescribeUserPoolClientResponse>({
    service: 'cognito-idp',
    operation: 'DescribeUserPoolClient',
    input,
  });
  const name = client.data?.UserPoolClient?.ClientName ?? id;
  const remove = (
    <ConfirmButton
      label="Delete"
      title={`Delete app client ${name}`}
      text="Nobody can sign in to the application with it again."
      act={() => aws.call('cognito-idp', 'DeleteUserPoolClient', input)}
      done={() => {
        succeeded(`App client ${name} deleted.`);
        void navigate(`${poolPath(pool)}?tab=clients`);
      }}
    />
  );
  return (
    <Page title={name} actions={client.data === undefined ? undefined : remove}>
      <FailureOr of={client}>
        {({ UserPoolClient: found }) =>
          found === undefined ? null : (
            <SpaceBetween size="l">
              <Summary client={found} />
              <OAuth client={found} changed={client.reload} />
            </SpaceBetween>
          )
        }
      </FailureOr>
    </Page>
  );
};

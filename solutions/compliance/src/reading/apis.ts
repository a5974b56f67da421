import type * as Secrets from '@aws-sdk/client-secrets-manager';
import { type Apis, apisOf, type AskedFrom } from '@gatehouse/access';
import type { Clients, RoleHop } from '@gatehouse/clients';

type Reads<Input, Output> = (input: Input) => Promise<Omit<Output, '$metadata'>>;

/** What is asked about secrets; their values never are. */
export interface SecretApis extends Apis {
  readonly listSecrets: Reads<Secrets.ListSecretsCommandInput, Secrets.ListSecretsCommandOutput>;
  readonly describeSecret: Reads<
    Secrets.DescribeSecretCommandInput,
    Secrets.DescribeSecretCommandOutput
  >;
  readonly listSecretVersionIds: Reads<
    Secrets.ListSecretVersionIdsCommandInput,
    Secrets.ListSecretVersionIdsCommandOutput
  >;
  readonly getResourcePolicy: Reads<
    Secrets.GetResourcePolicyCommandInput,
    Secrets.GetResourcePolicyCommandOutput
  >;
}

/** An account, as whoever asks reaches it. */
export interface Place {
  readonly account: string;
  /** Where no Region matters: IAM, STS and Organizations. */
  readonly home: Apis;
  readonly inRegion: (region: string) => SecretApis;
}

export interface PlaceSettings {
  /** The role by which the account is reached; undefined: as the clients are. */
  readonly hop?: RoleHop | undefined;
  readonly organization?: AskedFrom['organization'];
}

const without = (organization: AskedFrom['organization']) =>
  organization === undefined ? {} : { organization };

export const secretApisOf = (clients: Clients, from: AskedFrom): SecretApis => {
  const secrets = () => clients.secretsManager(from.via);
  return {
    ...apisOf(clients, from),
    listSecrets: (input) => secrets().listSecrets(input),
    describeSecret: (input) => secrets().describeSecret(input),
    listSecretVersionIds: (input) => secrets().listSecretVersionIds(input),
    getResourcePolicy: (input) => secrets().getResourcePolicy(input),
  };
};

export const placeOf = (
  clients: Clients,
  account: string,
  { hop, organization }: PlaceSettings = {},
): Place => ({
  account,
  home: apisOf(clients, { via: { hop }, ...without(organization) }),
  inRegion: (region) => secretApisOf(clients, { via: { hop, region }, ...without(organization) }),
});

import type { Clients } from '@gatehouse/clients';
import type { Place } from '@gatehouse/compliance';
import type { Arguments, Option } from '../command.ts';
import { Failure, failureText, UsageError } from '../errors.ts';
import { placeOf } from '../findings/hub.ts';
import { isOfAws, ofProfile } from '../kms/place.ts';
import type { Terminal } from '../terminal.ts';

export const ORGANIZATION_OPTION: Readonly<Record<string, Option>> = {
  'org-profile': {
    value: 'NAME',
    help: 'a profile that may read the organization, for its policies',
  },
};

export interface Tools {
  readonly clients: Clients;
  /** With what credentials the organization is read. */
  readonly organization: Clients;
  readonly region: string;
}

/** Clients with the SDK's own search for credentials; AWS's refusals are failures of this command. @throws Failure */
export const withClients = async <Answer>(
  given: Arguments,
  terminal: Terminal,
  use: (tools: Tools) => Promise<Answer>,
): Promise<Answer> => {
  const { clients, region } = await placeOf(given, terminal);
  const profile = given.one('org-profile');
  const organization = profile === undefined ? clients : await ofProfile(profile, region, terminal);
  try {
    return await use({ clients, organization, region });
  } catch (cause) {
    if (cause instanceof Failure || cause instanceof UsageError || !isOfAws(cause)) throw cause;
    throw new Failure(failureText(cause), { cause });
  } finally {
    clients.close();
    if (organization !== clients) organization.close();
  }
};

/** The account of the credentials. */
export const ownPlace = async ({ clients, organization }: Tools): Promise<Place> => {
  const { placeOf: place } = await import('@gatehouse/compliance');
  const { Account = '' } = await clients.sts().getCallerIdentity({});
  return place(clients, Account, { organization: { clients: organization } });
};

const ACCOUNT = /^\d{12}$/;
const SESSION_NAME = 'gatehouse-cli';

const everyAccount = async ({ organization }: Tools): Promise<readonly string[]> => {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const { Accounts = [], NextToken } = await organization
      .organizations()
      .listAccounts(token === undefined ? {} : { NextToken: token });
    for (const { Id, Status } of Accounts)
      if (Id !== undefined && Status !== 'SUSPENDED') found.push(Id);
    token = NextToken;
  } while (token !== undefined);
  return found;
};

/** Account ids of an option. @throws UsageError */
export const accountsOf = (given: Arguments, option: string): readonly string[] => {
  const accounts = given.many(option);
  for (const account of accounts)
    if (!ACCOUNT.test(account))
      throw new UsageError(`--${option} is an account id; not "${account}"`);
  return accounts;
};

/** Whether other accounts are asked about, by which role. @throws UsageError */
export const roleOf = (given: Arguments): string | undefined => {
  const named = accountsOf(given, 'account');
  const role = given.one('role');
  const others = named.length > 0 || given.flag('organization');
  if (!others && role !== undefined)
    throw new UsageError('--role is about --account or --organization');
  if (others && role === undefined)
    throw new UsageError('--role is needed: the role of the other accounts');
  return role;
};

/** The accounts that were named, or all, each by the role of the name; else that of the credentials. */
export const placesOf = async (given: Arguments, tools: Tools): Promise<readonly Place[]> => {
  const role = roleOf(given);
  if (role === undefined) return [await ownPlace(tools)];
  const { Account: own, Arn = '' } = await tools.clients.sts().getCallerIdentity({});
  const partition = Arn.split(':')[1] ?? 'aws';
  const accounts = given.flag('organization') ? await everyAccount(tools) : given.many('account');
  const { placeOf: place } = await import('@gatehouse/compliance');
  return accounts.map((account) =>
    place(tools.clients, account, {
      hop:
        account === own
          ? undefined
          : {
              roleArn: `arn:${partition}:iam::${account}:role/${role}`,
              sessionName: SESSION_NAME,
            },
      organization: { clients: tools.organization, via: {} },
    }),
  );
};

/** By which role an account is reached, for its findings. */
export const hopOf = (given: Arguments, account: string, ownArn: string) => {
  const [, partition = 'aws', , , own] = ownArn.split(':');
  const role = given.one('role');
  return role === undefined || account === own
    ? undefined
    : { roleArn: `arn:${partition}:iam::${account}:role/${role}`, sessionName: SESSION_NAME };
};

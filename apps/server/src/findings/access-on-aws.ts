import { type Clients, outcomeOf } from '@gatehouse/clients';
import type { Log } from '@gatehouse/core';
import { reasonOf, StartRefusedError } from '../start-refused.ts';
import type { FalcoOnAws, HistoryPlace, ResolverOnAws } from './on-aws-settings.ts';

const SESSION_NAME = 'gatehouse-start';
const AT_ONCE = 10;

/**
 * Asks one thing that will be asked later too. A service that does not answer may do so later, and is only warned of; what was refused
 * would be refused again.
 */
const requireAnswer = async (
  ask: () => Promise<unknown>,
  refusal: (reason: string) => string,
  log: Log,
): Promise<void> => {
  try {
    await ask();
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'CredentialsProviderError')
      throw new StartRefusedError(
        `There are no AWS credentials: ${reasonOf(cause)}. Run it as a task or an instance with a role.`,
        { cause },
      );
    if (outcomeOf(cause) === 'refused')
      throw new StartRefusedError(refusal(reasonOf(cause)), { cause });
    log.warn('AWS does not answer yet', { error: reasonOf(cause) });
  }
};

/** Accounts that refuse are told of; when all do, it is the setting that is wrong. */
const requireAny = async (
  accounts: readonly string[],
  ask: (account: string) => Promise<unknown>,
  refusal: (account: string, reason: string) => string,
  log: Log,
): Promise<void> => {
  const refusals: string[] = [];
  for (let at = 0; at < accounts.length; at += AT_ONCE)
    await Promise.all(
      accounts.slice(at, at + AT_ONCE).map(async (account) => {
        try {
          await ask(account);
        } catch (cause) {
          const reason = reasonOf(cause);
          if (outcomeOf(cause) === 'refused') refusals.push(refusal(account, reason));
          log.warn('an account does not let us in', { account, error: reason });
        }
      }),
    );
  const [first] = refusals;
  if (first !== undefined && refusals.length === accounts.length)
    throw new StartRefusedError(first);
};

const requireHistories = (
  clients: Clients,
  places: readonly HistoryPlace[],
  log: Log,
): Promise<void> => {
  const firsts = new Map(places.toReversed().map((place) => [place.account, place]));
  return requireAny(
    [...firsts.keys()],
    async (account) => {
      const { region, roleArn = '' } = firsts.get(account) ?? {};
      await clients
        .cloudTrail({ region, hop: { roleArn, sessionName: SESSION_NAME } })
        .lookupEvents({ MaxResults: 1 });
    },
    (account, reason) =>
      `The event history of ${account} cannot be read: ${reason} ` +
      'Deploy the role there, or correct GATEHOUSE_RESOLVER_HISTORY_ROLE and GATEHOUSE_RESOLVER_ACCOUNTS.',
    log,
  );
};

/** Whether the resolver can do its work. `clients` are as its role. @throws StartRefusedError */
export const requireResolverAccess = async (
  clients: Clients,
  { region, roleArn, queueUrl, places }: ResolverOnAws,
  log: Log,
): Promise<void> => {
  const who = roleArn ?? 'the credentials that were found';
  await requireAnswer(
    () => clients.sts().getCallerIdentity({}),
    (reason) =>
      `Nobody becomes ${who}: ${reason} Deploy that role, let this process assume it, or correct GATEHOUSE_RESOLVER_ROLE_ARN.`,
    log,
  );
  await requireAnswer(
    () => clients.securityHub({ region }).getFindings({ MaxResults: 1 }),
    (reason) =>
      `Security Hub in ${region} does not answer ${who}: ${reason} ` +
      'Correct GATEHOUSE_RESOLVER_REGION or GATEHOUSE_RESOLVER_ROLE_ARN, or enable Security Hub there.',
    log,
  );
  if (queueUrl !== undefined)
    await requireAnswer(
      () =>
        clients
          .sqs({ region })
          .getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
      (reason) =>
        `The queue ${queueUrl} cannot be read as ${who}: ${reason} Correct GATEHOUSE_RESOLVER_QUEUE_URL.`,
      log,
    );
  if (places.length > 0) await requireHistories(clients, places, log);
};

/** Whether findings can be imported for whoever delivers alerts. `clients` are as the process. @throws StartRefusedError */
export const requireImporterAccess = async (
  clients: Clients,
  { sources, roleArnOf }: FalcoOnAws,
  log: Log,
): Promise<void> => {
  let own = '';
  await requireAnswer(
    async () => {
      ({ Account: own = '' } = await clients.sts().getCallerIdentity({}));
    },
    (reason) => `AWS STS does not accept the credentials: ${reason} See AWS_REGION.`,
    log,
  );
  const accounts = [...new Set(sources.map(({ account }) => account))];
  const [only = ''] = accounts;
  if (roleArnOf(only) === undefined) {
    if (own !== '' && accounts.length > 0 && own !== only)
      throw new StartRefusedError(
        `The sources of Falco alerts are of ${only}, and the credentials are of ${own}. Set GATEHOUSE_FALCO_IMPORTER_ROLE.`,
      );
    return;
  }
  await requireAny(
    accounts,
    (account) =>
      clients
        .sts({ hop: { roleArn: roleArnOf(account) ?? '', sessionName: SESSION_NAME } })
        .getCallerIdentity({}),
    (account, reason) =>
      `Nobody becomes ${roleArnOf(account)}: ${reason} ` +
      'Deploy that role, let this process assume it, or correct GATEHOUSE_FALCO_IMPORTER_ROLE.',
    log,
  );
};
